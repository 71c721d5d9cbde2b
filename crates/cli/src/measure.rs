//! Measuring: warm-up, then rounds in which every way to execute the block has its turn.
//!
//! Machines drift: they warm up, slow down, do other things. Rounds that alternate between the ways
//! spread a drift over all of them, and every other round goes backwards, so that no way always
//! follows the same one. What is shown is the median, with the extremes beside it.

use crate::{error::Error, way::Way};
use lanewise_executor::{Block, Counts, Hints, Outcome, PreState, Unobserved};
use std::time::{Duration, Instant};

/// What is executed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject<'a> {
    /// The block.
    pub(crate) block: &'a Block,
    /// The state before it.
    pub(crate) pre: &'a PreState,
    /// What is known of it beforehand, for those that need it.
    pub(crate) hints: Option<&'a Hints>,
}

/// The times of one way to execute a block; the same place in two lists is the same round.
#[derive(Debug, Clone, Default)]
pub(crate) struct Timed {
    /// How long it took, by round.
    pub(crate) times: Vec<Duration>,
    /// The work done, by round.
    pub(crate) counts: Vec<Counts>,
    /// Why the strategy went another way than its own, if it did.
    pub(crate) fallback: Option<&'static str>,
}

impl Subject<'_> {
    /// Executes the block once. The time begins with the strategy's start, the threads' own
    /// included, and ends with the outcome; it is not yet compared, and nothing is thrown away.
    pub(crate) fn time(&self, way: &Way) -> Result<(lanewise_executor::Run, Duration), Error> {
        let start = Instant::now();
        let run = way.execute(self.block, self.pre, self.hints, &Unobserved);
        let time = start.elapsed();
        let run = run.map_err(|source| Error::execute(way, source))?;
        Ok((run, time))
    }

    /// Executes the block in every way in turn, `warm_ups` times for nothing and then `rounds`
    /// times. Every outcome is given to `check`, and `progress` is told before each round.
    pub(crate) fn alternate(
        &self,
        ways: &[Way],
        (warm_ups, rounds): (u32, u32),
        check: &mut dyn FnMut(&Way, &Outcome) -> Result<(), Error>,
        progress: &mut dyn FnMut(u32, u32),
    ) -> Result<Vec<Timed>, Error> {
        let mut timed = vec![Timed::default(); ways.len()];
        for round in 0..warm_ups + rounds {
            progress(round, warm_ups + rounds);
            let mut turns: Vec<usize> = (0..ways.len()).collect();
            if round % 2 == 1 {
                turns.reverse();
            }
            for turn in turns {
                let (run, time) = self.time(&ways[turn])?;
                check(&ways[turn], &run.outcome)?;
                timed[turn].fallback = run.fallback;
                if round >= warm_ups {
                    timed[turn].times.push(time);
                    timed[turn].counts.push(run.counts);
                }
            }
        }
        Ok(timed)
    }
}

impl Timed {
    /// Where the times lie, in milliseconds.
    pub(crate) fn milliseconds(&self) -> Spread {
        Spread::of(self.times.iter().map(|time| time.as_secs_f64() * 1e3))
    }

    /// Where the ratios of another way's times to these lie, round by round.
    pub(crate) fn speedups(&self, baseline: &Self) -> Spread {
        let rounds = baseline.times.iter().zip(&self.times);
        Spread::of(rounds.map(|(base, time)| base.as_secs_f64() / time.as_secs_f64()))
    }

    /// The median of each count.
    pub(crate) fn median_counts(&self) -> Counts {
        let median = |count: fn(&Counts) -> u32| {
            let numbers = self.counts.iter().map(|counts| f64::from(count(counts)));
            // Not a number becomes 0.
            Spread::of(numbers).median.round() as u32
        };
        Counts {
            executions: median(|counts| counts.executions),
            aborts: median(|counts| counts.aborts),
            suspensions: median(|counts| counts.suspensions),
            validations: median(|counts| counts.validations),
        }
    }
}

/// Where some numbers lie.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spread {
    pub(crate) min: f64,
    pub(crate) median: f64,
    pub(crate) max: f64,
}

impl Spread {
    /// Not a number, all three, if there are no numbers.
    pub(crate) fn of(numbers: impl Iterator<Item = f64>) -> Self {
        let mut sorted: Vec<f64> = numbers.collect();
        sorted.sort_by(f64::total_cmp);
        let at = |index: usize| sorted.get(index).copied().unwrap_or(f64::NAN);
        let last = sorted.len().saturating_sub(1);
        // The mean of the middle two, which are one where the count is odd.
        let median = f64::midpoint(at(last / 2), at(sorted.len() / 2));
        Self {
            min: at(0),
            median,
            max: at(last),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_is_in_the_middle() {
        for (numbers, median) in [
            (&[3.0][..], 3.0),
            (&[4.0, 1.0], 2.5),
            (&[9.0, 1.0, 2.0], 2.0),
        ] {
            assert_eq!(Spread::of(numbers.iter().copied()).median, median);
        }
    }

    #[test]
    fn speedups_are_taken_round_by_round() {
        let timed = |times: [u64; 3]| Timed {
            times: times.map(Duration::from_millis).to_vec(),
            ..Timed::default()
        };
        let speedups = timed([5, 4, 8]).speedups(&timed([10, 12, 8]));
        assert_eq!(
            (speedups.min, speedups.median, speedups.max),
            (1.0, 2.0, 3.0)
        );
        assert_eq!(timed([5, 4, 8]).median_counts(), Counts::default());
    }
}
