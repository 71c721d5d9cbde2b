//! Which accounts take part: evenly in turn, or some of them much more often than others.

use crate::random::Random;

/// Chooses accounts, by index.
#[derive(Debug)]
pub(crate) struct Choice {
    random: Random,
    /// The accounts in random order: the walk's path, or the account of each rank.
    order: Vec<u32>,
    law: Law,
}

#[derive(Debug)]
enum Law {
    /// In turn; the next place in the order.
    Walk(usize),
    /// By Zipf's law: the account of rank k with a weight of k to the power of minus the exponent.
    /// Here the sums of the weights up to each rank: a random number below the last sum is looked
    /// up by bisection.
    Zipf(Vec<f64>),
}

impl Choice {
    /// Over so many accounts, with an exponent in hundredths.
    pub(crate) fn new(accounts: u32, exponent_steps: u32, mut random: Random) -> Self {
        let mut order: Vec<u32> = (0..accounts).collect();
        random.shuffle(&mut order);
        let law = if exponent_steps == 0 {
            Law::Walk(0)
        } else {
            Law::Zipf(weight_sums(accounts, f64::from(exponent_steps) / 100.0))
        };
        Self { random, order, law }
    }

    /// An account.
    pub(crate) fn one(&mut self) -> u32 {
        match &mut self.law {
            Law::Walk(next) => {
                if *next == self.order.len() {
                    self.random.shuffle(&mut self.order);
                    *next = 0;
                }
                *next += 1;
                self.order[*next - 1]
            }
            Law::Zipf(sums) => {
                let rank = rank(sums, self.random.unit());
                self.order[rank]
            }
        }
    }

    /// An account that is none of these; nothing if there is no other. On a walk, whoever is passed
    /// over keeps the turn for later.
    pub(crate) fn other_than(&mut self, used: &[u32]) -> Option<u32> {
        if used.is_empty() {
            return Some(self.one());
        }
        let mut distinct = used.to_vec();
        distinct.sort_unstable();
        distinct.dedup();
        if distinct.len() >= self.order.len() {
            return None;
        }
        if let Law::Walk(next) = self.law {
            let ahead = (next..self.order.len()).find(|at| !used.contains(&self.order[*at]));
            if let Some(ahead) = ahead {
                self.order.swap(next, ahead);
            } else {
                // All that are left of this lap are passed over: a new one begins.
                self.random.shuffle(&mut self.order);
                let free = |at: &usize| !used.contains(&self.order[*at]);
                let first = (0..self.order.len()).find(free)?;
                self.order.swap(0, first);
                self.law = Law::Walk(0);
            }
            return Some(self.one());
        }
        // A law so steep that it hardly ever names anybody else is helped after a while.
        for _ in 0..1_000 {
            let one = self.one();
            if !used.contains(&one) {
                return Some(one);
            }
        }
        self.order.iter().copied().find(|one| !used.contains(one))
    }

    /// Two different accounts.
    pub(crate) fn pair(&mut self) -> (u32, u32) {
        let first = self.one();
        let mut second = self.one();
        while second == first {
            // A walk can meet an account twice in a row only where one lap ends and the next
            // begins; the account then takes the turn of the one behind it.
            if let Law::Walk(next) = &mut self.law {
                *next -= 1;
                self.order.swap(*next, *next + 1);
            }
            second = self.one();
        }
        (first, second)
    }
}

/// The rank that a random number between 0 and 1 means; `sums` are not empty.
pub(crate) fn rank(sums: &[f64], unit: f64) -> usize {
    let drawn = unit * sums.last().copied().unwrap_or_default();
    // The product may round up to the last sum itself.
    sums.partition_point(|sum| *sum <= drawn)
        .min(sums.len() - 1)
}

/// The sums of the weights of so many ranks, up to each.
///
/// The powers come from `libm`, not from the machine: they must be the same everywhere.
pub(crate) fn weight_sums(ranks: u32, exponent: f64) -> Vec<f64> {
    let mut sum = 0.0;
    (1..=ranks)
        .map(|rank| {
            sum += libm::pow(f64::from(rank), -exponent);
            sum
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn counts(choice: &mut Choice, accounts: u32, draws: u32) -> Vec<u32> {
        let mut counts = vec![0; accounts as usize];
        for _ in 0..draws {
            counts[choice.one() as usize] += 1;
        }
        counts
    }

    #[test]
    fn a_walk_meets_everybody_once_a_lap() {
        let mut choice = Choice::new(10, 0, Random::new(1));
        assert_eq!(counts(&mut choice, 10, 30), [3; 10]);
    }

    #[test]
    fn pairs_are_of_two_and_as_even_as_can_be() {
        for accounts in [2, 3, 5, 101] {
            let mut choice = Choice::new(accounts, 0, Random::new(1));
            let mut counts = vec![0u32; accounts as usize];
            for _ in 0..1_000 * accounts {
                let (a, b) = choice.pair();
                assert_ne!(a, b);
                counts[a as usize] += 1;
                counts[b as usize] += 1;
            }
            assert_eq!(counts, vec![2_000; accounts as usize]);
        }
    }

    #[test]
    fn with_enough_accounts_nobody_comes_twice() {
        let mut choice = Choice::new(2_000, 0, Random::new(1));
        let mut met = HashSet::new();
        for _ in 0..1_000 {
            let (a, b) = choice.pair();
            assert!(met.insert(a) && met.insert(b));
        }
    }

    /// With the exponent 1 over 100 ranks, the first rank's share is 0.19277: one divided by the
    /// sum of 1, 1/2, ... 1/100.
    #[test]
    fn others_are_found_as_long_as_there_are_some() {
        for steps in [0, 200] {
            let mut choice = Choice::new(5, steps, Random::new(1));
            for _ in 0..200 {
                let mut used = Vec::new();
                while let Some(other) = choice.other_than(&used) {
                    assert!(!used.contains(&other));
                    used.push(other);
                }
                assert_eq!(used.len(), 5);
            }
        }
    }

    #[test]
    fn zipf_shares_are_as_the_law_says() {
        let mut counts = counts(&mut Choice::new(100, 100, Random::new(1)), 100, 100_000);
        counts.sort_unstable_by(|a, b| b.cmp(a));
        for (rank, expected) in [(1, 19_277.0), (2, 9_639.0), (10, 1_928.0)] {
            let actual = f64::from(counts[rank - 1]);
            assert!(
                (actual / expected - 1.0).abs() < 0.1,
                "{rank}: {actual} against {expected}"
            );
        }
    }

    #[test]
    fn skewed_pairs_are_of_two() {
        let mut choice = Choice::new(2, 200, Random::new(1));
        for _ in 0..1_000 {
            let (a, b) = choice.pair();
            assert_ne!(a, b);
        }
    }
}
