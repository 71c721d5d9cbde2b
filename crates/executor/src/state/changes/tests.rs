//! The composition of changes, against differences of whole states found by looking everywhere.

use super::*;

/// SplitMix64 (Steele, Lea and Flood, 2014).
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }
}

const ACCOUNTS: u8 = 6;
const SLOTS: u64 = 4;

fn address(index: u8) -> Address {
    Address::repeat_byte(index + 1)
}

/// A state in which everything is as likely as anything else, so that states often agree.
fn random_state(random: &mut Random) -> PreState {
    let mut state = PreState::new();
    for index in 0..ACCOUNTS {
        if random.below(3) == 0 {
            continue;
        }
        let code = Bytecode::new_raw(vec![random.below(3) as u8 + 1].into());
        let info = AccountInfo {
            balance: U256::from(random.below(2)),
            code: (random.below(2) == 0).then_some(code),
            ..AccountInfo::default()
        };
        state.insert(address(index), info);
        for slot in 0..SLOTS {
            let value = U256::from(random.below(3));
            state.set_storage(address(index), U256::from(slot), value);
        }
    }
    state
}

/// What is different in `after`, with the code that `known` does not have.
fn difference(before: &PreState, after: &PreState, known: &PreState) -> StateChanges {
    let mut changes = StateChanges::default();
    for index in 0..ACCOUNTS {
        let address = address(index);
        let (was, is) = (before.account(&address), after.account(&address));
        let Some(is) = is else {
            if was.is_some() {
                let (info, storage) = (None, U256Map::default());
                let change = AccountChange { info, storage };
                changes.accounts.insert(address, change);
            }
            continue;
        };
        let slots = (0..SLOTS).map(U256::from);
        let value = |slot| (slot, after.storage(&address, &slot));
        let slots =
            slots.filter(|slot| before.storage(&address, slot) != after.storage(&address, slot));
        let storage: U256Map<U256> = slots.map(value).collect();
        if storage.is_empty() && was.is_some_and(|was| was.info == is.info) {
            continue;
        }
        let hash = is.info.code_hash;
        if hash != KECCAK_EMPTY && known.code(&hash).is_none() {
            let code = after.code(&hash).expect("it was inserted");
            changes.codes.insert(hash, code.clone());
        }
        let info = Some(is.info.clone());
        let change = AccountChange { info, storage };
        changes.accounts.insert(address, change);
    }
    changes
}

#[test]
fn two_changes_become_one() {
    for seed in 0..20_000 {
        let random = &mut Random(seed);
        let [a, b, c] = [(); 3].map(|()| random_state(random));
        let first = difference(&a, &b, &a);
        let mut middle = a.clone();
        middle.apply(&first);
        let second = difference(&b, &c, &middle);
        let both = difference(&a, &c, &a);

        let mut composed = first.clone();
        composed.then(second.clone(), &a);
        assert_eq!(composed, both, "then, seed {seed}");

        let mut composed = second.clone();
        composed.after(first.clone(), &a);
        assert_eq!(composed, both, "after, seed {seed}");
    }
}

#[test]
fn a_state_and_its_clones() {
    for seed in 0..5_000 {
        let random = &mut Random(seed);
        let [a, b, c] = [(); 3].map(|()| random_state(random));
        let mut state = a.clone();
        // Laid over what `a` has as well ...
        state.apply(&difference(&a, &b, &a));
        assert_same(&state, &b, seed);
        // ... until `a` and all other clones are gone.
        let clone = seed.is_multiple_of(2).then(|| state.clone());
        let second = difference(&b, &c, &state);
        drop(a);
        state.apply(&second);
        assert_same(&state, &c, seed);
        if let Some(clone) = clone {
            assert_same(&clone, &b, seed);
        }
    }
}

fn assert_same(state: &PreState, expected: &PreState, seed: u64) {
    let nothing = StateChanges::default();
    assert_eq!(difference(expected, state, state), nothing, "seed {seed}");
    assert_eq!(state.len(), expected.len(), "seed {seed}");
    assert_eq!(state.accounts().count(), expected.len(), "seed {seed}");
    for (address, account) in state.accounts() {
        let seen = state.account(address).expect("it is there");
        assert_eq!(seen.info, account.info, "seed {seed}");
        let code = state.code(&account.info.code_hash);
        assert_eq!(code, expected.code(&account.info.code_hash), "seed {seed}");
        for (slot, value) in &account.storage {
            assert_eq!(expected.storage(address, slot), *value, "seed {seed}");
        }
    }
}
