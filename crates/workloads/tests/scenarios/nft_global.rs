//! Mints of an NFT that numbers its tokens by one counter.

use crate::harness::{After, U256};

#[test]
fn every_number_is_given_once() {
    After::check("nft-global", |after| {
        assert!(after.succeeded() * 100 >= after.transactions() * 95);
        let minted = after.number("nft", "nextId()", &[]);
        assert_eq!(after.sum("nft", "balanceOf(address)"), minted);
        if after.knob("transfers") == 0.0 && after.knob("approvals") == 0.0 {
            assert_eq!(minted, U256::from(after.transactions()));
        }
    });
}

/// Every token below the counter has an owner, and the next one has none yet.
#[test]
fn owners_have_as_many_tokens_as_their_balance_says() {
    After::check("nft-global", |after| {
        let minted = after.number("nft", "nextId()", &[]).to::<u64>();
        let mut owned = std::collections::HashMap::new();
        let ids: Vec<_> = (0..minted).map(|id| vec![after.uint(id)]).collect();
        for owner in after.calls("nft", "ownerOf(uint256)", &ids) {
            let owner = owner[0].as_address().expect("an address");
            *owned.entry(owner).or_insert(0_u64) += 1;
        }
        for account in after.accounts() {
            let balance = after.number("nft", "balanceOf(address)", &[after.word(*account)]);
            let tokens = owned.get(account).copied().unwrap_or_default();
            assert_eq!(balance, U256::from(tokens), "{account}");
        }
    });
}
