//! Mints of an NFT that numbers each user's tokens by a counter of their own.

use crate::harness::{After, U256};

#[test]
fn the_counters_of_all_users_count_all_tokens() {
    After::check("nft-per-user", |after| {
        assert!(after.succeeded() * 100 >= after.transactions() * 95);
        let minted = after.sum("nft", "mintedBy(address)");
        assert_eq!(after.sum("nft", "balanceOf(address)"), minted);
        if after.knob("transfers") == 0.0 && after.knob("approvals") == 0.0 {
            assert_eq!(minted, U256::from(after.transactions()));
        }
    });
}

/// A token's id says who minted it and which of the minter's tokens it is.
#[test]
fn minters_own_what_they_minted_until_they_give_it_away() {
    After::check("nft-per-user", |after| {
        if after.knob("transfers") > 0.0 {
            return;
        }
        for account in after.accounts() {
            let minted = after.number("nft", "mintedBy(address)", &[after.word(*account)]);
            for number in 0..minted.to::<u64>() {
                let place = [after.word(*account), after.uint(number)];
                let id = after.call("nft", "tokenId(address,uint256)", &place);
                let owner = after.call("nft", "ownerOf(uint256)", &id);
                assert_eq!(owner[0].as_address(), Some(*account), "token {number}");
            }
        }
    });
}
