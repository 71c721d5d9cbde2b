//! One place: where it is declared, which lines touch it, what pattern was seen, what helps.

use super::{sources::window_height, transaction};
use crate::model::{
    Action, Offers, Shared, State, Tone, WorkbenchAction,
    conflicts::{self, Marked, Opening, Packed, opening},
    format, solidity,
};
use lanewise_protocol::{Advice, Answer, BlockSource, Conflict, Conflicts, EngineInfo, ViewSite};
use web_sys::HtmlElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct DetailProps {
    pub(super) answer: Shared<Answer>,
    /// The place, by its rank from 0.
    pub(super) place: usize,
    pub(super) state: Shared<State>,
    /// The run's block.
    pub(super) block: BlockSource,
    pub(super) on_simulate: Callback<Vec<String>>,
    pub(super) dispatch: Callback<Action>,
}

#[component]
pub(super) fn Detail(props: &DetailProps) -> Html {
    let heading = use_node_ref();
    use_heading_in_view(&heading, props.place);
    let Answer::Conflicts(found) = &*props.answer else {
        return Html::default();
    };
    let Some(place) = found.places.get(props.place) else {
        return Html::default();
    };
    let simulate = {
        let key = place.key.clone();
        props
            .on_simulate
            .reform(move |_: MouseEvent| vec![key.clone()])
    };
    html! {
        <article class="place-detail" aria-labelledby="place-title" data-testid="conflicts-detail" data-key={place.key.clone()}>
            <h3 id="place-title" ref={heading} tabindex="-1">
                <code>{ format::short_addresses(&place.place) }</code>
                <span class="quiet">{ format!(" of {}", format::short_addresses(&place.account)) }</span>
            </h3>
            <p data-testid="conflicts-about">{ conflicts::about(place, &found.bounds, found.spec.cost) }</p>
            { facts(place, found) }
            <button type="button" class="button small" data-testid="conflicts-what-if" onclick={simulate}>
                { "What if it did not conflict?" }
            </button>
            { lines(props, place) }
            { packed(place) }
            if let Some(advice) = &place.advice {
                { self::advice(props, advice) }
            }
            { examples(props, place) }
        </article>
    }
}

/// Where the place stands below the list, one that is opened there would open unseen: the page goes to
/// it.
#[hook]
fn use_heading_in_view(heading: &NodeRef, place: usize) {
    let heading = heading.clone();
    let before = use_mut_ref(|| place);
    use_effect_with(place, move |place| {
        let heading = heading.cast::<HtmlElement>();
        let is_other = before.replace(*place) != *place;
        if let Some(heading) = heading.filter(|_| is_other)
            && heading.get_bounding_client_rect().top() > window_height() - 120.0
        {
            let _ = heading.focus();
            heading.scroll_into_view_with_bool(true);
        }
    });
}

fn facts(place: &Conflict, found: &Conflicts) -> Html {
    let count = |value: u32| format::count(u64::from(value));
    html! {
        <dl class="place-facts">
            <div><dt>{ "Waits in all" }</dt><dd>{ count(place.edges) }</dd></div>
            <div><dt>{ "Readers" }</dt><dd>{ count(place.readers) }</dd></div>
            <div><dt>{ "Writers" }</dt><dd>{ count(place.writers) }</dd></div>
            <div><dt>{ "Ceiling" }</dt><dd data-testid="conflicts-ceilings">{ conflicts::ceilings(place, &found.bounds) }</dd></div>
        </dl>
    }
}

fn advice(props: &DetailProps, advice: &Advice) -> Html {
    let info = props.state.info.as_deref();
    html! {
        <section class="advice" aria-labelledby="advice-title" data-testid="conflicts-advice" data-pattern={advice.pattern.clone()}>
            <h4 id="advice-title">{ &advice.title }</h4>
            <p>{ &advice.seen }</p>
            <p><strong>{ "What helps: " }</strong>{ &advice.remedy }</p>
            { for advice.scenarios.iter().filter_map(|(before, after)| pair(props, info?, before, after)) }
        </section>
    }
}

/// The scenarios that show a pattern before and after its remedy.
fn pair(props: &DetailProps, info: &EngineInfo, before: &str, after: &str) -> Option<Html> {
    let button = |id: &str, word: &'static str| {
        let preset = info.preset(id)?;
        let (id, title) = (preset.id.clone(), preset.title.clone());
        let label = if word.is_empty() {
            title.clone()
        } else {
            format!("{word}: {title}")
        };
        let (dispatch, testid) = (props.dispatch.clone(), format!("conflicts-scenario-{id}"));
        let state = props.state.clone();
        let onclick = Callback::from(move |_: MouseEvent| {
            // A scenario is only in force while nothing else is open.
            if state.import.opened.is_some() {
                dispatch.emit(Action::CloseFile);
            }
            if state.workbench.is_some() {
                dispatch.emit(Action::Workbench(WorkbenchAction::Close));
            }
            dispatch.emit(Action::Preset(id.clone()));
            let said = format!("“{title}” is set up. Press Run to see what it waits for.");
            dispatch.emit(Action::Say(Tone::Quiet, said));
        });
        Some(html! {
            <button type="button" class="button small" data-testid={testid} {onclick}>{ label }</button>
        })
    };
    let buttons = if before == after {
        vec![button(before, "")?]
    } else {
        [button(before, "Before"), button(after, "After")]
            .into_iter()
            .flatten()
            .collect()
    };
    Some(html! {
        <p class="scenario-pair">
            <span class="quiet">{ "See it as a scenario:" }</span>
            { for buttons }
        </p>
    })
}

fn lines(props: &DetailProps, place: &Conflict) -> Html {
    if place.sites.is_empty() && place.declared.is_none() {
        let said = if place.is_storage {
            "No source is known for the code that touches it."
        } else {
            "The protocol itself reads and writes it; no line of a contract does."
        };
        return html! { <p class="quiet" data-testid="conflicts-no-lines">{ said }</p> };
    }
    let name = conflicts::name(place);
    html! {
        <>
            if let Some(declared) = &place.declared {
                <h4>{ "Declared" }</h4>
                <ul class="sites" data-testid="conflicts-declared">
                    { line(props, declared, format!("declares {name}"), "conflicts-line-declared".to_owned(), false) }
                </ul>
            }
            if !place.sites.is_empty() {
                <h4>{ format!("Read and written by ({})", format::plural(place.sites.len() as u64, "line")) }</h4>
                <ul class="sites" data-testid="conflicts-lines" data-value={place.sites.len().to_string()}>
                    { for place.sites.iter().enumerate().map(|(number, site)| {
                        let note = format!("{} {name}", verbs(site));
                        line(props, site, note, format!("conflicts-line-{number}"), true)
                    }) }
                </ul>
            }
        </>
    }
}

/// What a line does, in a word or three.
const fn verbs(site: &ViewSite) -> &'static str {
    match (site.reads, site.writes) {
        (_, 0) => "reads",
        (0, _) => "writes",
        _ => "reads and writes",
    }
}

/// A line of a source; a button where it can be opened.
fn line(props: &DetailProps, site: &ViewSite, note: String, id: String, counted: bool) -> Html {
    let counts =
        |(value, noun): (u32, &str)| (value > 0).then(|| format::plural(u64::from(value), noun));
    let said = [(site.reads, "read"), (site.writes, "write")]
        .into_iter()
        .filter_map(counts)
        .collect::<Vec<_>>()
        .join(", ");
    let opening = opening(&props.state, &props.block, site);
    let number = match opening {
        Opening::Line(now) => now,
        Opening::Elsewhere(_) => site.line,
    };
    let inside = html! {
        <>
            <span class="where">
                <span class="at">{ format!("{}:{number}", file_name(&site.file)) }</span>
                if !site.function.is_empty() {
                    <span class="quiet">{ format!("in {}", site.function) }</span>
                }
                if counted && !said.is_empty() {
                    <span class="counts">{ said }</span>
                }
            </span>
            <code>{ coloured(site) }</code>
        </>
    };
    let marked = props.state.marked.as_ref();
    let is_marked = marked.is_some_and(|it| it.file == site.file && it.line == number);
    html! {
        <li key={id.clone()}>
            { match opening {
                Opening::Line(now) => {
                    let wish = Marked::new(site, now, note);
                    let onclick = props.dispatch.reform(move |_: MouseEvent| Action::Mark(Some(wish.clone())));
                    html! {
                        <button
                            type="button"
                            class={classes!("site", is_marked.then_some("marked"))}
                            title={format!("Open line {now} of {}", site.file)}
                            data-testid={id}
                            data-file={site.file.clone()}
                            data-value={now.to_string()}
                            {onclick}
                        >
                            { inside }
                        </button>
                    }
                }
                Opening::Elsewhere(why) => html! {
                    <div class="site" data-testid={id} data-file={site.file.clone()} data-value={number.to_string()}>
                        { inside }
                        <span class="quiet">{ why }</span>
                    </div>
                },
            } }
        </li>
    }
}

/// A file's name without its folders.
fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

fn coloured(site: &ViewSite) -> Html {
    if site.file.ends_with(".evm") {
        return html! { { &site.text } };
    }
    let piece = |piece: solidity::Piece| match piece.token {
        solidity::Token::Plain => html! { { piece.text } },
        token => html! { <span class={token.class()}>{ piece.text }</span> },
    };
    let lines = solidity::highlight(&site.text);
    html! { <>{ for lines.into_iter().flatten().map(piece) }</> }
}

/// A slot of 32 bytes, the highest byte left, as it is written in hexadecimal.
fn packed(place: &Conflict) -> Html {
    let parts = conflicts::packed(place);
    if parts.is_empty() {
        return Html::default();
    }
    let label = |part: &Packed| {
        if part.label.is_empty() {
            "unused".to_owned()
        } else {
            part.label.clone()
        }
    };
    let bytes = |part: &Packed| match part.bytes {
        1 => format!("byte {}", part.from),
        _ => format!("bytes {} to {}", part.from, part.from + part.bytes - 1),
    };
    let block = |part: &Packed| {
        html! {
            <span
                key={part.from}
                class={classes!(part.label.is_empty().then_some("free"))}
                style={format!("flex: {} 1 0", part.bytes)}
            >
                { label(part) }
            </span>
        }
    };
    html! {
        <section class="packed" data-testid="conflicts-packed" data-value={parts.len().to_string()}>
            <h4>{ "One slot, several variables" }</h4>
            <p class="quiet">
                { "The EVM stores 32 bytes at a time. Whoever writes one of these variables writes the whole slot, and so makes readers of the others wait too." }
            </p>
            <div class="packed-bar" aria-hidden="true">
                { for parts.iter().rev().map(block) }
            </div>
            <ul class="packed-list">
                { for parts.iter().map(|part| html! {
                    <li key={part.from}><code>{ label(part) }</code>{ format!(" {}", bytes(part)) }</li>
                }) }
            </ul>
        </section>
    }
}

fn examples(props: &DetailProps, place: &Conflict) -> Html {
    if place.examples.is_empty() {
        return Html::default();
    }
    let one = |(number, (writer, reader)): (usize, &(u32, u32))| {
        html! {
            <li key={number}>
                { transaction(*reader, &props.dispatch) }
                { " waits for " }
                { transaction(*writer, &props.dispatch) }
            </li>
        }
    };
    html! {
        <>
            <h4>{ "The first that wait because of it" }</h4>
            <ul class="pairs" data-testid="conflicts-examples" data-value={place.examples.len().to_string()}>
                { for place.examples.iter().enumerate().map(one) }
            </ul>
        </>
    }
}
