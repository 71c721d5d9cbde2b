//! What is asked of a view, checked.

use super::{source, strategy};
use lanewise_protocol::{
    BlockSource, CORES, CostModel, CurveSpec, FieldError, Limits, SimulationSpec, View, WhatIfSpec,
};

/// The most bytes of a place's key: an address, a word for the part and a slot's number.
const KEY_BYTES: usize = 160;

/// All that is wrong with what is asked of a block; nothing when it can be answered. Whether the
/// block has such transactions and places is found out later.
pub(crate) fn view(block: &BlockSource, view: &View) -> Vec<FieldError> {
    let mut errors = source(block);
    errors.extend(match view {
        View::Graph(_)
        | View::ExportGraph(..)
        | View::Conflicts(_)
        | View::Table
        | View::Trace { .. }
        | View::AccessList => Vec::new(),
        View::Curve(spec) => curve(spec),
        View::Simulate(spec) | View::Steps(spec) => simulation(spec),
        View::WhatIf(spec) => what_if(spec),
        View::Texts(indices) => most("transactions", indices.len(), Limits::TEXTS),
    });
    errors
}

fn simulation(spec: &SimulationSpec) -> Vec<FieldError> {
    let SimulationSpec {
        strategy: text,
        cores,
        cost: CostModel::Time | CostModel::Gas | CostModel::Unit,
    } = spec;
    let mut errors: Vec<_> = strategy(text).into_iter().collect();
    errors.extend(outside(*cores));
    errors
}

fn curve(spec: &CurveSpec) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if spec.strategies.is_empty() {
        errors.push(error("strategies", "strategies must name at least one."));
    }
    errors.extend(most(
        "strategies",
        spec.strategies.len(),
        Limits::STRATEGIES,
    ));
    if spec.cores.is_empty() {
        errors.push(error("cores", "cores must have at least one number."));
    }
    errors.extend(most("cores", spec.cores.len(), Limits::CURVE_POINTS));
    if !errors.is_empty() {
        return errors;
    }
    errors.extend(spec.strategies.iter().flat_map(|text| strategy(text)));
    errors.extend(spec.cores.iter().find_map(|cores| outside(*cores)));
    if !spec.cores.is_sorted_by(|a, b| a < b) {
        errors.push(error(
            "cores",
            "cores must rise from each number to the next.",
        ));
    }
    errors
}

fn what_if(spec: &WhatIfSpec) -> Vec<FieldError> {
    let mut errors = simulation(&spec.simulation);
    if spec.places.is_empty() {
        errors.push(error("places", "places must name at least one."));
    }
    errors.extend(most("places", spec.places.len(), Limits::WHAT_IF_PLACES));
    if let Some(key) = spec.places.iter().find(|key| key.len() > KEY_BYTES) {
        let message = format!(
            "places must have keys of at most {KEY_BYTES} bytes; one has {}.",
            key.len()
        );
        errors.push(error("places", &message));
    }
    errors
}

fn outside(cores: u32) -> Option<FieldError> {
    (!CORES.contains(&cores)).then(|| {
        let (least, most) = CORES.into_inner();
        let message = format!("cores must be between {least} and {most}; it is {cores}.");
        error("cores", &message)
    })
}

fn most(field: &str, count: usize, limit: usize) -> Vec<FieldError> {
    if count <= limit {
        return Vec::new();
    }
    let message = format!("{field} must have at most {limit} entries; it has {count}.");
    vec![error(field, &message)]
}

fn error(field: &str, message: &str) -> FieldError {
    FieldError {
        field: field.to_owned(),
        message: message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanewise_protocol::{ConflictsSpec, FileBlock};

    fn block() -> BlockSource {
        BlockSource::File(FileBlock {
            file: 1,
            case: 0,
            block: 0,
        })
    }

    fn told(asked: &View) -> Vec<String> {
        let errors = view(&block(), asked).into_iter();
        errors.map(|error| error.message).collect()
    }

    fn spec(strategy: &str, cores: u32) -> SimulationSpec {
        SimulationSpec {
            strategy: strategy.to_owned(),
            cores,
            cost: CostModel::Unit,
        }
    }

    fn curve(strategies: usize, cores: &[u32]) -> View {
        View::Curve(CurveSpec {
            strategies: vec!["locks".to_owned(); strategies],
            cores: cores.to_vec(),
            cost: CostModel::Gas,
        })
    }

    #[test]
    fn good_views_pass() {
        let places = vec!["x".to_owned()];
        let simulation = spec("locks:granularity=account", 1);
        for view in [
            View::Table,
            View::Conflicts(ConflictsSpec {
                cost: CostModel::Time,
            }),
            View::Simulate(spec("block-stm", 256)),
            View::WhatIf(WhatIfSpec { simulation, places }),
            View::Texts(vec![u32::MAX; Limits::TEXTS]),
            curve(Limits::STRATEGIES, &[1, 2, 256]),
        ] {
            assert_eq!(told(&view), [""; 0], "{view:?}");
        }
    }

    #[test]
    fn each_refusal_names_its_field_and_limit() {
        let too_many: Vec<u32> = (1..=33).collect();
        let what_if = |places| {
            View::WhatIf(WhatIfSpec {
                simulation: spec("locks", 1),
                places,
            })
        };
        let cases = [
            (
                View::Simulate(spec("block-stm", 0)),
                "cores must be between 1 and 256; it is 0.",
            ),
            (
                View::Steps(spec("block-stm", u32::MAX)),
                "cores must be between 1 and 256; it is 4294967295.",
            ),
            (
                View::Simulate(spec(&"x".repeat(500), 2)),
                "strategy must have at most 128 bytes; it has 500.",
            ),
            (curve(0, &[1]), "strategies must name at least one."),
            (
                curve(9, &[1]),
                "strategies must have at most 8 entries; it has 9.",
            ),
            (curve(1, &[]), "cores must have at least one number."),
            (
                curve(1, &too_many),
                "cores must have at most 32 entries; it has 33.",
            ),
            (
                curve(1, &[2, 1]),
                "cores must rise from each number to the next.",
            ),
            (
                curve(1, &[1, 257]),
                "cores must be between 1 and 256; it is 257.",
            ),
            (what_if(Vec::new()), "places must name at least one."),
            (
                what_if(vec![String::new(); 17]),
                "places must have at most 16 entries; it has 17.",
            ),
            (
                what_if(vec!["x".repeat(161)]),
                "places must have keys of at most 160 bytes; one has 161.",
            ),
            (
                View::Texts(vec![0; 201]),
                "transactions must have at most 200 entries; it has 201.",
            ),
        ];
        for (view, message) in cases {
            assert_eq!(told(&view), [message], "{view:?}");
        }
        let unknown = told(&View::Steps(spec("magic", 2)));
        assert!(unknown[0].starts_with("strategy: there is no strategy \"magic\""));
    }
}
