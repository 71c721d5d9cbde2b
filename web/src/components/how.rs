//! How the chosen strategy works.

use crate::model::{
    Offers, Shared, State,
    markdown::{self, Block, Span},
};
use lanewise_protocol::StrategyInfo;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct HowProps {
    pub(super) state: Shared<State>,
}

/// Title and summary of the strategy; all about it once it is unfolded.
#[component]
pub(super) fn HowItWorks(props: &HowProps) -> Html {
    let state = &props.state;
    let info = state.info.as_ref();
    let Some(strategy) = info.and_then(|info| info.strategy(&state.settings.strategy)) else {
        // Keeps the room, so that nothing moves when the engine has told of its strategies.
        return html! {
            <div class="panel how waiting"><p class="summary quiet">{ "How it works…" }</p></div>
        };
    };
    html! {
        <details class="panel how" data-testid="how-it-works">
            <summary data-testid="how-it-works-summary">
                <strong>{ format!("How it works: {}", strategy.title) }</strong>
                <span class="quiet" data-testid="strategy-summary">{ &strategy.summary }</span>
            </summary>
            <Documentation key={strategy.id.clone()} strategy={strategy.clone()} />
        </details>
    }
}

#[derive(Properties, PartialEq)]
struct DocumentationProps {
    strategy: StrategyInfo,
}

#[component]
fn Documentation(props: &DocumentationProps) -> Html {
    let strategy = &props.strategy;
    let blocks = use_memo(strategy.documentation.clone(), |text| markdown::parse(text));
    // The page's title says again what the summary above says.
    let titled = matches!(blocks.first(), Some(Block::Heading(1, _)));
    let (words, address) = markdown::source(&strategy.source);
    html! {
        <div class="documentation" data-testid="documentation">
            { for blocks.iter().skip(usize::from(titled)).map(block) }
            if !words.is_empty() {
                <p class="quiet">
                    { "Source: " }
                    if let Some(address) = address {
                        { link(words, address) }
                    } else {
                        { words }
                    }
                </p>
            }
        </div>
    }
}

fn block(block: &Block) -> Html {
    match block {
        // The page's own headings end with the third rank.
        Block::Heading(..=2, words) => html! { <h3>{ line(words) }</h3> },
        Block::Heading(_, words) => html! { <h4>{ line(words) }</h4> },
        Block::Paragraph(words) => html! { <p>{ line(words) }</p> },
        Block::List(true, items) => html! {
            <ol>{ for items.iter().map(|item| html! { <li>{ line(item) }</li> }) }</ol>
        },
        Block::List(false, items) => html! {
            <ul>{ for items.iter().map(|item| html! { <li>{ line(item) }</li> }) }</ul>
        },
        Block::Code(text) => html! { <pre tabindex="0"><code>{ text }</code></pre> },
        Block::Table(head, rows) => html! {
            <div class="scroll" tabindex="0" role="group" aria-label="Table">
                <table>
                    <thead><tr>{ for head.iter().map(|cell| html! { <th scope="col">{ line(cell) }</th> }) }</tr></thead>
                    <tbody>
                        { for rows.iter().map(|row| html! {
                            <tr>{ for row.iter().map(|cell| html! { <td>{ line(cell) }</td> }) }</tr>
                        }) }
                    </tbody>
                </table>
            </div>
        },
    }
}

fn line(spans: &[Span]) -> Html {
    let one = |span: &Span| match span {
        Span::Text(text) => html! { { text } },
        Span::Code(text) => html! { <code>{ text }</code> },
        Span::Emphasis(text) => html! { <em>{ text }</em> },
        Span::Strong(text) => html! { <strong>{ text }</strong> },
        Span::Link(words, address) => link(words, address),
    };
    spans.iter().map(one).collect()
}

fn link(words: &str, address: &str) -> Html {
    html! {
        <a href={address.to_owned()} target="_blank" rel="noopener noreferrer">{ words.to_owned() }</a>
    }
}
