//! The counts of a run, each with what it means.

use crate::model::{Run, Shared, format};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct FiguresProps {
    pub(super) run: Shared<Run>,
}

#[component]
pub(super) fn Figures(props: &FiguresProps) -> Html {
    let result = &props.run.result;
    let (counts, block) = (&result.counts, &result.block);
    let one = |id: &'static str, name: &'static str, value: String, note: String| {
        html! {
            <div class="figure" key={id}>
                <dt>{ name }</dt>
                <dd>
                    <strong data-testid={id} data-value={value.replace(',', "")}>{ value }</strong>
                    <span>{ note }</span>
                </dd>
            </div>
        }
    };
    let number = |value: u32| format::count(u64::from(value));
    let transactions = f64::from(block.transactions);
    let share = |value: u32| format::percent(f64::from(value), transactions);
    let unhappy = block.outcomes.reverted + block.outcomes.halted;
    let outcomes = if unhappy == 0 {
        "all succeeded".to_owned()
    } else {
        format!(
            "{} succeeded, {} reverted, {} halted",
            number(block.outcomes.succeeded),
            number(block.outcomes.reverted),
            number(block.outcomes.halted)
        )
    };
    html! {
        <>
            <h3 class="caption">{ "What the parallel run did" }</h3>
            <dl class="figures">
                { one("executions", "Executions", number(counts.executions), "all attempts".into()) }
                { one("re-executions", "Re-executions", number(counts.re_executions), format!("{} of the block", share(counts.re_executions))) }
                { one("aborts", "Aborts", number(counts.aborts), "a stale read was found".into()) }
                { one("suspensions", "Suspensions", number(counts.suspensions), "waited for a lower one".into()) }
                { one("validations", "Validations", number(counts.validations), "reads checked again".into()) }
            </dl>
            <h3 class="caption">{ "The block" }</h3>
            <dl class="figures">
                { one("block-transactions", "Transactions", number(block.transactions), outcomes) }
                { one("block-gas", "Gas", format::count(block.gas_used), "used by all".into()) }
                { one("block-senders", "Senders", number(block.senders), "distinct".into()) }
                { one("block-logs", "Logs", number(block.logs), "emitted".into()) }
                { one("roots-time", "Roots", format::milliseconds(result.roots_ms), format!("block built in {}", format::milliseconds(result.prepare_ms))) }
            </dl>
        </>
    }
}
