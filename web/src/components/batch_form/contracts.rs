//! What is deployed before everything else.

use super::{
    boxes::{DraftBox, Pick, Said, id_of, use_form},
    call::argument_name,
    draws::name_check,
    entry::{Entry, Section, Tool},
    steps::PartProps,
    value::ValueEditor,
};
use crate::{
    components::icon::{Icon, Sign},
    model::batch_edit::{
        Kind, Named, Room, Surroundings, default_constant, double, find_contract, fresh_name,
        rename, shift,
    },
};
use lanewise_batch::{Deployment, Value};
use lanewise_protocol::ParameterInfo;
use yew::prelude::*;

fn room() -> Room {
    Room {
        is_before: true,
        ..Room::default()
    }
}

/// A deployment of a contract, with arguments to begin with.
fn deployment(around: &Surroundings, contract: &str, id: String) -> Deployment {
    let known = find_contract(&around.deployable, contract);
    let parameters = known
        .map(|known| &known.constructor[..])
        .unwrap_or_default();
    Deployment {
        id,
        contract: contract.to_owned(),
        arguments: parameters
            .iter()
            .map(|one| default_constant(&Kind::of(one)))
            .collect(),
        ..Deployment::default()
    }
}

#[component]
pub(super) fn Contracts(props: &PartProps) -> Html {
    let form = use_form();
    let batch = &props.batch;
    let add = {
        let around = form.around.clone();
        props.change(move |batch, _: MouseEvent| {
            let can_be = |name: &str| batch.contracts.iter().any(|one| one.contract == name);
            let deployable = around.deployable.iter().filter(|one| one.problem.is_none());
            // What is not deployed yet is most likely meant.
            let next = deployable.clone().find(|one| !can_be(&one.reference));
            let next = next.or(deployable.clone().next());
            let contract = next.map(|one| one.reference.clone()).unwrap_or_default();
            let name = next.map_or("contract", |one| one.name.as_str());
            let id = fresh_name(
                &lower(name),
                batch.contracts.iter().map(|one| one.id.as_str()),
            );
            batch.contracts.push(deployment(&around, &contract, id));
        })
    };
    html! {
        <Section id="contracts" title="Deployed contracts" count={batch.contracts.len()}>
            <ol class="entries">
                { for batch.contracts.iter().enumerate().map(|(index, one)| entry(props, &form.around, index, one)) }
            </ol>
            <button type="button" class="button small" data-testid="batch-contracts-add" onclick={add}>
                <Icon sign={Sign::Plus} />{ "Contract" }
            </button>
        </Section>
    }
}

/// A contract's name as an id: its first letter small.
fn lower(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}

fn entry(props: &PartProps, around: &Surroundings, index: usize, one: &Deployment) -> Html {
    let batch = &props.batch;
    let path = format!("contracts[{index}]");
    let known = around.deployed(one);
    let title = html! {
        <>
            <strong>{ &one.id }</strong>
            <span class="quiet call-name">{ &one.contract }</span>
        </>
    };
    let on_tool = props.change(move |batch, tool| match tool {
        Tool::Up => shift(&mut batch.contracts, index, -1),
        Tool::Down => shift(&mut batch.contracts, index, 1),
        Tool::Remove => drop(batch.contracts.remove(index)),
        Tool::Double => {
            let others: Vec<String> = batch.contracts.iter().map(|one| one.id.clone()).collect();
            double(&mut batch.contracts, index, |copy| {
                copy.id = fresh_name(&copy.id, others.iter().map(String::as_str));
            });
        }
    });
    let from = one.id.clone();
    let on_name = props.change(move |batch, name: String| {
        rename(batch, Named::Contract, &from, &name);
    });
    let on_contract = {
        let around = around.clone();
        props.change(move |batch, contract: String| {
            let old = &batch.contracts[index];
            batch.contracts[index] = Deployment {
                value: old.value.clone(),
                copies: old.copies.clone(),
                gas: old.gas.clone(),
                ..deployment(&around, &contract, old.id.clone())
            };
        })
    };
    let options = around.deployable.iter().map(|one| {
        let own = if one.own { "" } else { " (imported)" };
        (one.reference.clone(), format!("{}{own}", one.reference))
    });
    let takes_ether = known.is_none_or(|known| known.payable) || one.value.is_some();
    html! {
        <Entry
            key={index}
            path={path.clone()}
            {title}
            name={one.id.clone()}
            is_first={index == 0}
            is_last={index + 1 == batch.contracts.len()}
            is_open={batch.contracts.len() <= 3}
            {on_tool}
        >
            <div class="pair">
                <DraftBox
                    id={id_of(&format!("{path}.id"))}
                    label="Name"
                    is_labelled={true}
                    value={one.id.clone()}
                    check={name_check(batch.contracts.iter().map(|one| one.id.as_str()), index)}
                    path={format!("{path}.id")}
                    on_text={on_name}
                />
                <div class="draft">
                    <label class="part-label" for={id_of(&format!("{path}.contract"))}>{ "Contract" }</label>
                    <Pick
                        id={id_of(&format!("{path}.contract"))}
                        label="Contract"
                        value={known.map_or_else(|| one.contract.clone(), |known| known.reference.clone())}
                        options={options.collect::<Vec<_>>()}
                        on_pick={on_contract}
                    />
                    <Said path={format!("{path}.contract")} />
                </div>
            </div>
            { arguments(props, index, one, known.map(|known| &known.constructor[..])) }
            <div class="pair">
                { value(props, index, "copies", "Copies", Kind::Count, "1", &one.copies) }
                if takes_ether {
                    { value(props, index, "value", "Ether", Kind::Wei, "0", &one.value) }
                }
                { value(props, index, "gas", "Gas limit", Kind::Gas, "1000000", &one.gas) }
            </div>
        </Entry>
    }
}

/// The constructor's arguments; more of them than parameters are shown, too.
fn arguments(
    props: &PartProps,
    index: usize,
    one: &Deployment,
    parameters: Option<&[ParameterInfo]>,
) -> Html {
    let path = format!("contracts[{index}].arguments");
    let row = |(place, value): (usize, &Value)| {
        let parameter = parameters.and_then(|parameters| parameters.get(place));
        html! {
            <ValueEditor
                key={place}
                path={format!("{path}[{place}]")}
                label={parameter.map_or_else(|| format!("Argument {}", place + 1), |one| argument_name(one, place))}
                type_name={parameter.map(|one| one.kind.clone()).unwrap_or_default()}
                value={value.clone()}
                kind={parameter.map_or(Kind::Any, Kind::of)}
                room={room()}
                on_change={props.change(move |batch, value: Option<Value>| {
                    if let Some(value) = value {
                        batch.contracts[index].arguments[place] = value;
                    }
                })}
            />
        }
    };
    let misfit = parameters.filter(|wanted| wanted.len() != one.arguments.len());
    html! {
        <>
            { for one.arguments.iter().enumerate().map(row) }
            if let Some(wanted) = misfit {
                <div class="misfit">
                    <Said path={path.clone()} />
                    <button
                        type="button"
                        class="button tiny"
                        data-testid={id_of(&format!("contracts[{index}].fit"))}
                        onclick={ {
                            let wanted = wanted.to_vec();
                            props.change(move |batch, _: MouseEvent| {
                                let kinds = wanted.iter().map(Kind::of);
                                batch.contracts[index].arguments = kinds.map(|kind| default_constant(&kind)).collect();
                            })
                        } }
                    >
                        { "Set the arguments anew" }
                    </button>
                </div>
            }
        </>
    }
}

fn value(
    props: &PartProps,
    index: usize,
    key: &'static str,
    label: &'static str,
    kind: Kind,
    default: &'static str,
    value: &Option<Value>,
) -> Html {
    let on_change = props.change(move |batch, value| {
        let one = &mut batch.contracts[index];
        match key {
            "copies" => one.copies = value,
            "value" => one.value = value,
            _ => one.gas = value,
        }
    });
    html! {
        <ValueEditor
            path={format!("contracts[{index}].{key}")}
            {label}
            value={value.clone()}
            {kind}
            room={room()}
            {default}
            is_optional={true}
            is_slim={true}
            {on_change}
        />
    }
}
