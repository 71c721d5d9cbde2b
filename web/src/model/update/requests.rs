//! What the views ask of the engine: preview, graph, one transaction, the whole block to save.

use super::Commands;
use crate::model::{Command, Engine, GraphState, Selection, State, Tab, Tone, document};
use lanewise_protocol::{BatchSpec, Request};

impl State {
    /// The batch of the last run that ended well.
    fn last_batch(&self) -> Option<BatchSpec> {
        let last = self.last.as_ref()?;
        Some(last.result.spec.batch.clone())
    }

    pub(super) fn ask_preview(&mut self, out: &mut Commands) {
        let Some(batch) = self.checked.batch.clone() else {
            return;
        };
        if self.engine != Engine::Ready || self.preview.asked.as_ref() == Some(&batch) {
            return;
        }
        let id = self.number();
        self.preview.pending = Some(id);
        self.preview.asked = Some(batch.clone());
        self.preview.failed = None;
        out.push(Command::Send(Request::Preview { id, batch }));
    }

    pub(super) fn ask_graph(&mut self, out: &mut Commands) {
        let Some(batch) = self.last_batch() else {
            return;
        };
        if self.tab == Tab::Graph && self.graph == GraphState::None {
            let id = self.number();
            self.graph = GraphState::Loading {
                id,
                batch: batch.clone(),
            };
            if self.engine == Engine::Ready {
                out.push(Command::Send(Request::Graph { id, batch }));
            }
        }
    }

    pub(super) fn select(&mut self, index: Option<u32>, out: &mut Commands) {
        let batch = self.last_batch();
        let (Some(batch), Some(index)) = (batch, index) else {
            self.selection = Selection::default();
            return;
        };
        let index = index.min(batch.transactions.saturating_sub(1));
        let id = self.number();
        self.selection.index = Some(index);
        self.selection.pending = Some(id);
        self.selection.failed = None;
        if self.engine == Engine::Ready {
            out.push(Command::Send(Request::Transaction { id, batch, index }));
        }
    }

    pub(super) fn save(&mut self, out: &mut Commands) {
        let Some(batch) = self.last_batch() else {
            return;
        };
        let id = self.number();
        match self.engine {
            Engine::Ready => {
                self.export = Some(id);
                out.push(Command::Send(Request::Export { id, batch }));
            }
            Engine::Starting { .. } => self.export = Some(id),
            _ => self.download(None, out),
        }
    }

    pub(super) fn download(&mut self, block: Option<&str>, out: &mut Commands) {
        let Some(run) = self.last.clone() else { return };
        if block.is_none() {
            let text = "The run was saved without its transactions: the engine did not give them.";
            self.say(Tone::Warning, text.to_owned(), None);
        }
        out.push(Command::Download {
            name: document::file_name(&run),
            text: document::write(&run, block),
        });
    }
}
