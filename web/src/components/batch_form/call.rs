//! A transaction: who sends it, what it calls, with what.

use super::{
    boxes::{DraftBox, Form, Pick, Said, id_of, use_form},
    draws::Draws,
    value::ValueEditor,
};
use crate::model::batch_edit::{Kind, Room, arguments_text, arguments_values, default_argument};
use lanewise_batch::{AccountChoice, Call, Repeat, Value};
use lanewise_protocol::{FunctionInfo, ParameterInfo};
use yew::prelude::*;

#[derive(Properties, PartialEq, Clone)]
pub(super) struct CallProps {
    /// The part of the document: `steps[0]`.
    pub(super) path: AttrValue,
    pub(super) call: Call,
    /// How often it is sent, in the set-up.
    #[prop_or_default]
    pub(super) repeat: Option<Repeat>,
    /// Whether it belongs to the set-up.
    #[prop_or_default]
    pub(super) is_before: bool,
    pub(super) on_change: Callback<Call>,
}

/// What a transaction does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Deed {
    Function,
    Ether,
    Data,
}

impl Deed {
    const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Function, "function", "Call a function"),
        (Self::Ether, "ether", "Send ether"),
        (Self::Data, "data", "Send raw data"),
    ];

    fn of(call: &Call) -> Self {
        match (&call.function, &call.data) {
            (Some(_), _) => Self::Function,
            (None, Some(_)) => Self::Data,
            (None, None) => Self::Ether,
        }
    }
}

#[component]
pub(super) fn CallEditor(props: &CallProps) -> Html {
    let form = use_form();
    let room = Room {
        is_before: props.is_before,
        is_sender: false,
        drawn: props
            .call
            .draws
            .iter()
            .map(|draw| draw.name.clone())
            .collect(),
    };
    let deed = Deed::of(&props.call);
    html! {
        <div class="call-editor">
            { sender(props, &room) }
            { deeds(props, &form, deed) }
            { receiver(props, &form, &room) }
            { match deed {
                Deed::Function => function(props, &form, &room),
                Deed::Ether => Html::default(),
                Deed::Data => part(props, "data", "Data", Kind::Bytes(None), "", &room),
            } }
            { ether(props, &form, deed, &room) }
            { fees(props, &room) }
            <Draws
                path={props.path.clone()}
                call={props.call.clone()}
                is_before={props.is_before}
                on_change={props.on_change.clone()}
            />
        </div>
    }
}

/// A part of the transaction that is a value and need not be said.
fn part(
    props: &CallProps,
    key: &'static str,
    label: &'static str,
    kind: Kind,
    default: &str,
    room: &Room,
) -> Html {
    fn slot<'a>(call: &'a mut Call, key: &str) -> &'a mut Option<Value> {
        match key {
            "from" => &mut call.from,
            "to" => &mut call.to,
            "data" => &mut call.data,
            "gas" => &mut call.gas,
            "tip" => &mut call.tip,
            _ => &mut call.value,
        }
    }
    let call = props.call.clone();
    let on_change = props.on_change.reform(move |value| {
        let mut call = call.clone();
        *slot(&mut call, key) = value;
        call
    });
    html! {
        <ValueEditor
            path={format!("{}.{key}", props.path)}
            {label}
            value={slot(&mut props.call.clone(), key).clone()}
            {kind}
            room={Room { is_sender: key == "from", ..room.clone() }}
            default={default.to_owned()}
            is_optional={key != "to" && key != "data"}
            is_slim={matches!(key, "gas" | "tip" | "value")}
            {on_change}
        />
    }
}

fn sender(props: &CallProps, room: &Room) -> Html {
    let default = if props.is_before {
        "the deployer"
    } else {
        "an account by contention"
    };
    part(props, "from", "From", Kind::Address, default, room)
}

/// What is done: the select box that turns one deed into another.
fn deeds(props: &CallProps, form: &Form, deed: Deed) -> Html {
    let (call, around) = (props.call.clone(), form.around.clone());
    let repeat = props.repeat.clone();
    let on_pick = props.on_change.reform(move |key: String| {
        let mut call = Call {
            function: None,
            arguments: Vec::new(),
            data: None,
            ..call.clone()
        };
        match key.as_str() {
            "function" => {
                let target = call
                    .to
                    .as_ref()
                    .and_then(|to| around.target(to, repeat.as_ref()));
                let first = target.and_then(|target| writing(&target.functions).next());
                call.function = Some(first.map(|one| one.reference.clone()).unwrap_or_default());
                call.arguments = first
                    .map(|one| fitted(&[], &[], &one.inputs))
                    .unwrap_or_default();
            }
            "data" => call.data = Some(Value::text("0x")),
            _ => call.value = call.value.take().or_else(|| Some(Value::text("1 gwei"))),
        }
        call
    });
    let options = Deed::ALL
        .map(|(_, key, label)| (key.to_owned(), label.to_owned()))
        .to_vec();
    let key = Deed::ALL
        .iter()
        .find(|(one, ..)| *one == deed)
        .map_or("", |(_, key, _)| key);
    html! {
        <div class="part">
            <span class="part-label">{ "What" }</span>
            <div class="part-value">
                <Pick id={id_of(&format!("{}.deed", props.path))} label="What it does" value={key} {options} {on_pick} />
            </div>
        </div>
    }
}

/// Functions that change something, as far as the ABI says.
pub(super) fn writing(functions: &[FunctionInfo]) -> impl Iterator<Item = &FunctionInfo> {
    let reads = |function: &&FunctionInfo| !matches!(function.mutability.as_str(), "view" | "pure");
    functions.iter().filter(reads)
}

/// Arguments for other parameters: those whose place and type are as before stay.
pub(super) fn fitted(old: &[Value], before: &[ParameterInfo], now: &[ParameterInfo]) -> Vec<Value> {
    let argument = |(index, parameter): (usize, &ParameterInfo)| {
        let same = before
            .get(index)
            .is_none_or(|before| before.kind == parameter.kind);
        let kept = old.get(index).filter(|_| same).cloned();
        kept.unwrap_or_else(|| default_argument(&Kind::of(parameter)))
    };
    now.iter().enumerate().map(argument).collect()
}

fn receiver(props: &CallProps, form: &Form, room: &Room) -> Html {
    const OTHER: &str = "?other";
    let ids = form.around.contract_ids();
    let (id, copy) = match &props.call.to {
        Some(Value::Text(id)) if ids.contains(id) => (Some(id.clone()), None),
        Some(Value::Contract { id, copy }) if ids.contains(id) => {
            (Some(id.clone()), copy.as_deref())
        }
        _ => (None, None),
    };
    let Some(id) = id.filter(|_| copy.is_none()) else {
        // A copy, an account, an address, anything.
        return part(props, "to", "To", Kind::Address, "", room);
    };
    let call = props.call.clone();
    let (around, repeat) = (form.around.clone(), props.repeat.clone());
    let on_pick = props.on_change.reform(move |key: String| {
        let mut call = call.clone();
        call.to = Some(match key.as_str() {
            OTHER => Value::Account(AccountChoice::Contention),
            _ => Value::text(key),
        });
        // Another contract has other functions.
        if call.function.is_some() && around.function(&call, repeat.as_ref()).is_none() {
            let target = call
                .to
                .as_ref()
                .and_then(|to| around.target(to, repeat.as_ref()));
            if let Some(first) = target.and_then(|target| writing(&target.functions).next()) {
                call.function = Some(first.reference.clone());
                call.arguments = fitted(&[], &[], &first.inputs);
            }
        }
        call
    });
    let mut options: Vec<_> = ids.iter().map(|id| (id.clone(), id.clone())).collect();
    options.push((OTHER.to_owned(), "Something else…".to_owned()));
    html! {
        <div class="part">
            <span class="part-label">{ "To" }</span>
            <div class="part-value">
                <Pick id={id_of(&format!("{}.to", props.path))} label="To" value={id} {options} {on_pick} />
            </div>
            <Said path={format!("{}.to", props.path)} />
        </div>
    }
}

fn function(props: &CallProps, form: &Form, room: &Room) -> Html {
    let around = &form.around;
    let call = &props.call;
    let target = call
        .to
        .as_ref()
        .and_then(|to| around.target(to, props.repeat.as_ref()));
    let chosen = around.function(call, props.repeat.as_ref());
    let path = format!("{}.function", props.path);
    let name = call.function.clone().unwrap_or_default();
    let pick = match target {
        Some(target) => {
            let functions = target.functions.clone();
            let reads = functions
                .iter()
                .filter(|one| matches!(one.mutability.as_str(), "view" | "pure"));
            let ordered = writing(&functions).chain(reads);
            let options: Vec<_> = ordered
                .map(|one| (one.reference.clone(), one.signature.clone()))
                .collect();
            let (call, before) = (
                call.clone(),
                chosen.map(|one| one.inputs.clone()).unwrap_or_default(),
            );
            let all = functions.clone();
            let on_pick = props.on_change.reform(move |name: String| {
                let inputs = all.iter().find(|one| one.reference == name);
                let inputs = inputs.map(|one| &one.inputs[..]).unwrap_or_default();
                Call {
                    arguments: fitted(&call.arguments, &before, inputs),
                    function: Some(name),
                    ..call.clone()
                }
            });
            let value = chosen.map_or(name, |one| one.reference.clone());
            html! { <Pick id={id_of(&path)} label="Function" {value} {options} {on_pick} /> }
        }
        None => {
            let call = call.clone();
            let on_text = props.on_change.reform(move |name| Call {
                function: Some(name),
                ..call.clone()
            });
            html! { <super::boxes::TextBox id={id_of(&path)} label="Function" value={name} {on_text} /> }
        }
    };
    html! {
        <>
            <div class="part">
                <span class="part-label">{ "Function" }</span>
                <div class="part-value">{ pick }</div>
                <Said {path} />
            </div>
            { match chosen {
                Some(chosen) => arguments(props, &chosen.inputs, room),
                None => all_arguments(props),
            } }
        </>
    }
}

/// One editor for each parameter.
fn arguments(props: &CallProps, inputs: &[ParameterInfo], room: &Room) -> Html {
    let call = &props.call;
    let row = |(index, (parameter, value)): (usize, (&ParameterInfo, &Value))| {
        let call = call.clone();
        let on_change = props.on_change.reform(move |value: Option<Value>| {
            let mut call = call.clone();
            if let (Some(slot), Some(value)) = (call.arguments.get_mut(index), value) {
                *slot = value;
            }
            call
        });
        html! {
            <ValueEditor
                key={index}
                path={format!("{}.arguments[{index}]", props.path)}
                label={argument_name(parameter, index)}
                type_name={parameter.kind.clone()}
                value={value.clone()}
                kind={Kind::of(parameter)}
                room={room.clone()}
                {on_change}
            />
        }
    };
    let (changed, wanted) = (call.clone(), inputs.to_vec());
    let fit = props.on_change.reform(move |_: MouseEvent| Call {
        arguments: fitted(&changed.arguments, &[], &wanted),
        ..changed.clone()
    });
    html! {
        <>
            { for inputs.iter().zip(&call.arguments).enumerate().map(row) }
            if inputs.len() != call.arguments.len() {
                <div class="misfit">
                    <Said path={format!("{}.arguments", props.path)} />
                    <button type="button" class="button tiny" data-testid={id_of(&format!("{}.fit", props.path))} onclick={fit}>
                        { "Set the arguments anew" }
                    </button>
                </div>
            }
        </>
    }
}

/// A parameter's name, or its place where it has none.
pub(super) fn argument_name(parameter: &ParameterInfo, index: usize) -> String {
    match parameter.name.as_str() {
        "" => format!("Argument {}", index + 1),
        name => name.to_owned(),
    }
}

/// One box for all arguments of a function that nothing is known of.
fn all_arguments(props: &CallProps) -> Html {
    let call = props.call.clone();
    let on_text = props.on_change.reform(move |text: String| Call {
        arguments: arguments_values(&text).unwrap_or_default(),
        ..call.clone()
    });
    html! {
        <div class="part">
            <span class="part-label">{ "Arguments" }</span>
            <div class="part-value">
                <DraftBox
                    id={id_of(&format!("{}.arguments", props.path))}
                    label="Arguments, separated by commas"
                    value={arguments_text(&props.call.arguments)}
                    check={Callback::from(|text: String| arguments_values(&text).err())}
                    path={format!("{}.arguments", props.path)}
                    {on_text}
                />
            </div>
        </div>
    }
}

/// Ether, where it may go along.
fn ether(props: &CallProps, form: &Form, deed: Deed, room: &Room) -> Html {
    let function = form.around.function(&props.call, props.repeat.as_ref());
    let is_refused =
        deed == Deed::Function && function.is_some_and(|one| one.mutability != "payable");
    if is_refused && props.call.value.is_none() {
        return Html::default();
    }
    part(props, "value", "Ether", Kind::Wei, "0", room)
}

/// Gas limit and tip, which rarely matter.
fn fees(props: &CallProps, room: &Room) -> Html {
    html! {
        <div class="pair">
            { part(props, "gas", "Gas limit", Kind::Gas, "1000000", room) }
            { part(props, "tip", "Tip per gas", Kind::Wei, "1 gwei", room) }
        </div>
    }
}
