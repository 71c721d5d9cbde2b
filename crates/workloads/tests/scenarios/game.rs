//! Players on a map.

use crate::harness::{Address, After, DynSolValue};

const START_WOOD: u64 = 200;
const WOOD_PER_SWORD: u64 = 5;

fn small(value: &DynSolValue) -> u64 {
    value.as_uint().expect("a number").0.to::<u64>()
}

/// A player's record: whether in the game, x, y, wood, swords, wins.
fn player(after: &After, account: Address) -> Vec<DynSolValue> {
    after.call("game", "players(address)", &[after.word(account)])
}

/// Each tile's place, its holder and how much wood was taken from it.
fn tiles(after: &After) -> Vec<(u64, u64, Address, u64)> {
    let size = after.knob("size") as u64;
    let places = (0..size).flat_map(|x| (0..size).map(move |y| (x, y)));
    let calls: Vec<_> = places
        .clone()
        .map(|(x, y)| vec![after.uint(x), after.uint(y)])
        .collect();
    let tiles = after.calls("game", "tiles(uint256,uint256)", &calls);
    places
        .zip(tiles)
        .map(|((x, y), tile)| {
            let holder = tile[0].as_address().expect("an address");
            (x, y, holder, small(&tile[1]))
        })
        .collect()
}

/// What players have, or have made swords of, is what they started with and what tiles gave.
/// Fights only move it.
#[test]
fn wood_is_conserved() {
    After::check("game", |after| {
        let mut wood = 0;
        for account in after.accounts() {
            let player = player(after, *account);
            wood += small(&player[3]) + WOOD_PER_SWORD * small(&player[4]);
        }
        let gathered: u64 = tiles(after).iter().map(|(.., gathered)| gathered).sum();
        assert!(gathered > 0);
        assert_eq!(wood, START_WOOD * after.accounts().len() as u64 + gathered);
    });
}

#[test]
fn whoever_holds_a_tile_stands_on_it() {
    After::check("game", |after| {
        assert!(after.succeeded() * 100 >= after.transactions() * 95);
        let mut held = 0;
        for (x, y, holder, _) in tiles(after) {
            if holder == Address::ZERO {
                continue;
            }
            let player = player(after, holder);
            assert_eq!(player[0].as_bool(), Some(true));
            assert_eq!((small(&player[1]), small(&player[2])), (x, y), "{holder}");
            held += 1;
        }
        assert!(held > 0 && held <= after.accounts().len());
    });
}
