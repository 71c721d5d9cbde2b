//! What the contracts offer: constructor, functions, storage, and how large their code is.

use crate::model::{Shared, format};
use lanewise_protocol::{ContractInfo, FunctionInfo, ParameterInfo, ProjectInfo, StorageInfo};
use yew::prelude::*;

/// The most bytes of a deployed contract's code (EIP-170).
const MOST_CODE: u32 = 24_576;

#[derive(Properties, PartialEq)]
pub(super) struct InterfaceProps {
    pub(super) info: Option<Shared<ProjectInfo>>,
    /// Whether the sources have changed since.
    pub(super) is_old: bool,
}

#[component]
pub(super) fn Interface(props: &InterfaceProps) -> Html {
    let contracts = props
        .info
        .as_ref()
        .map(|info| &info.contracts[..])
        .unwrap_or_default();
    let own = contracts.iter().filter(|contract| contract.own);
    let imported: Vec<&ContractInfo> = contracts.iter().filter(|contract| !contract.own).collect();
    let count = match own.clone().count() {
        0 if props.info.is_none() => "compile to see it".to_owned(),
        count => format::plural(count as u64, "contract"),
    };
    html! {
        <details class="fold" data-testid="interface">
            <summary>
                <span>{ "Interface" }</span>
                <span class="quiet">{ count }</span>
            </summary>
            <div class="interface">
                if props.is_old && !contracts.is_empty() {
                    <p class="quiet small-print">{ "Of the version that compiled last." }</p>
                }
                if contracts.is_empty() {
                    <p class="quiet">{ "There is nothing to show before the contracts have compiled." }</p>
                }
                { for own.enumerate().map(|(index, contract)| one(contract, index == 0)) }
                if !imported.is_empty() {
                    <details class="contract-info">
                        <summary>
                            <span>{ "Imported" }</span>
                            <span class="quiet">{ format::plural(imported.len() as u64, "contract") }</span>
                        </summary>
                        { for imported.into_iter().map(|contract| one(contract, false)) }
                    </details>
                }
            </div>
        </details>
    }
}

fn one(contract: &ContractInfo, open: bool) -> Html {
    let share = f64::from(contract.code_bytes) / f64::from(MOST_CODE);
    let size = format!(
        "{} of {} bytes of code",
        format::count(u64::from(contract.code_bytes)),
        format::count(u64::from(MOST_CODE))
    );
    let constructor = format!(
        "constructor({}){}",
        parameters(&contract.constructor),
        if contract.payable { " payable" } else { "" }
    );
    html! {
        <details class="contract-info" key={contract.reference.clone()} {open} data-testid={format!("contract-{}", contract.name)}>
            <summary>
                <span class="file">{ &contract.name }</span>
                <span class="quiet">{ &contract.file }</span>
            </summary>
            if let Some(problem) = &contract.problem {
                <p class="remark said">{ problem }</p>
            }
            <div class="code-size">
                <div class={classes!("track", (share > 1.0).then_some("over"))} style={format!("--done: {:.4}", share.min(1.0))} aria-hidden="true">
                    <span></span>
                </div>
                <p class="quiet" data-testid={format!("code-size-{}", contract.name)} data-value={contract.code_bytes.to_string()}>
                    { size }
                    if share > 1.0 { <strong class="wrong">{ ", too large to be deployed" }</strong> }
                </p>
            </div>
            <ul class="signatures" data-testid={format!("functions-{}", contract.name)}>
                <li><code>{ constructor }</code></li>
                { for contract.functions.iter().map(function) }
            </ul>
            if !contract.storage.is_empty() {
                <div class="scroll">
                    <table data-testid={format!("storage-{}", contract.name)}>
                        <caption>{ "Storage layout" }</caption>
                        <thead>
                            <tr>
                                <th scope="col">{ "Variable" }</th>
                                <th scope="col">{ "Type" }</th>
                                <th scope="col" class="number">{ "Slot" }</th>
                                <th scope="col" class="number">{ "Offset" }</th>
                                <th scope="col" class="number">{ "Bytes" }</th>
                            </tr>
                        </thead>
                        <tbody>{ for contract.storage.iter().map(variable) }</tbody>
                    </table>
                </div>
            }
        </details>
    }
}

fn function(of: &FunctionInfo) -> Html {
    let outputs = match &of.outputs[..] {
        [] => String::new(),
        outputs => format!(" → ({})", parameters(outputs)),
    };
    html! {
        <li key={of.signature.clone()}>
            <code>{ format!("{}({}){outputs}", of.name, parameters(&of.inputs)) }</code>
            if of.mutability != "nonpayable" {
                <span class="badge info">{ &of.mutability }</span>
            }
        </li>
    }
}

fn parameters(of: &[ParameterInfo]) -> String {
    let one = |parameter: &ParameterInfo| match parameter.name.is_empty() {
        true => parameter.kind.clone(),
        false => format!("{} {}", parameter.kind, parameter.name),
    };
    of.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn variable(of: &StorageInfo) -> Html {
    html! {
        <tr key={format!("{}-{}-{}", of.slot, of.offset, of.label)}>
            <td><code>{ &of.label }</code></td>
            <td><code>{ &of.kind }</code></td>
            <td class="number" title={of.slot.clone()}>{ format::middle(&of.slot, 12) }</td>
            <td class="number">{ of.offset }</td>
            <td class="number">{ of.bytes }</td>
        </tr>
    }
}
