//! What a timeline's times are counted in: nanoseconds, or the units of a simulation's cost model.

use crate::model::format;
use lanewise_protocol::{CostModel, SimulationSpec};

/// The unit of a timeline's times.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Unit {
    /// Nanoseconds.
    #[default]
    Nanoseconds,
    /// Gas.
    Gas,
    /// One a transaction.
    Units,
}

impl Unit {
    /// The unit of a run; of a measured one where there is no simulation.
    pub const fn of(simulated: Option<&SimulationSpec>) -> Self {
        match simulated {
            None => Self::Nanoseconds,
            Some(spec) => match spec.cost {
                CostModel::Time => Self::Nanoseconds,
                CostModel::Gas => Self::Gas,
                CostModel::Unit => Self::Units,
            },
        }
    }

    /// Its name in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Nanoseconds => "ns",
            Self::Gas => "gas",
            Self::Units => "units",
        }
    }

    /// An amount of it.
    pub fn amount(self, value: u64) -> String {
        match self {
            Self::Nanoseconds => format::nanoseconds(value),
            Self::Gas => format::gas(value),
            Self::Units => format::plural(value, "unit"),
        }
    }

    /// A moment on the axis, with as many digits as the distance between ticks needs.
    pub fn tick(self, moment: f64, step: f64) -> String {
        let moment = moment.max(0.0);
        match self {
            Self::Nanoseconds => format::tick(moment, step),
            Self::Gas if step >= 1e5 => {
                let digits = usize::from(step < 1e6);
                format!("{:.digits$}\u{a0}Mgas", moment / 1e6)
            }
            Self::Gas => format!("{}\u{a0}gas", format::count(moment.round() as u64)),
            Self::Units if step < 1.0 => format!("{moment:.1}"),
            Self::Units => format::count(moment.round() as u64),
        }
    }
}
