//! Farms that pay rewards for staked tokens.

use crate::harness::{After, U256};

/// What a farm's owner brings, and for how many seconds it lasts.
const REWARD: u128 = 1_000_000_000_000_000_000_000_000;
const LASTING: u64 = 2_592_000;

fn farms(of: &After) -> Vec<String> {
    let farms = of.knob("farms") as usize;
    (0..farms).map(|copy| of.copy("farm", copy)).collect()
}

#[test]
fn stakes_add_up() {
    After::check("staking", |after| {
        assert_eq!(
            after.sum("pear", "balanceOf(address)"),
            after.number("pear", "totalSupply()", &[])
        );
        for farm in farms(after) {
            let total = after.number(&farm, "totalStaked()", &[]);
            let address = [after.word(after.address(&farm))];
            assert_eq!(after.sum(&farm, "stakeOf(address)"), total, "{farm}");
            assert_eq!(
                after.number("pear", "balanceOf(address)", &address),
                total,
                "{farm}"
            );
        }
    });
}

/// What a farm paid and still owes is no more than what the time that went by has released.
#[test]
fn farms_pay_what_time_released() {
    After::check("staking", |after| {
        assert_eq!(
            after.sum("seed", "balanceOf(address)"),
            after.number("seed", "totalSupply()", &[])
        );
        for farm in farms(after) {
            let ends = after.number(&farm, "endsAt()", &[]);
            let until = after.number(&farm, "updatedAt()", &[]);
            let rate = after.number(&farm, "rate()", &[]);
            let released = rate * (until - (ends - U256::from(LASTING)));
            let address = [after.word(after.address(&farm))];
            let left = after.number("seed", "balanceOf(address)", &address);
            let paid = U256::from(REWARD) - left;
            let owed = after.sum(&farm, "earned(address)");
            assert!(owed > U256::ZERO, "{farm}");
            assert!(paid + owed <= released, "{farm}");
            assert_eq!(paid > U256::ZERO, after.knob("claims") > 0.0, "{farm}");
        }
    });
}

#[test]
fn everybody_keeps_what_is_his() {
    After::check("staking", |after| {
        let farms = farms(after);
        for (number, account) in after.accounts().iter().enumerate().step_by(7) {
            let farm = &farms[number % farms.len()];
            let whom = [after.word(*account)];
            let of = |state: &After| {
                let idle = state.number("pear", "balanceOf(address)", &whom);
                idle + state.number(farm, "stakeOf(address)", &whom)
            };
            assert_eq!(of(after), of(after.before()));
        }
        assert_eq!(after.succeeded(), after.transactions());
    });
}
