//! What the views ask of the engine: preview, graph, one transaction, the whole block to save.

use super::Commands;
use crate::model::{Command, Engine, Payload, Selection, State, Tone, document};
use lanewise_protocol::{BlockSource, Request};

/// Pinned runs at a time; the oldest gives way.
const MOST_PINNED: usize = 6;

impl State {
    /// The block of the last run that ended well.
    pub(super) fn last_block(&self) -> Option<BlockSource> {
        let last = self.last.as_ref()?;
        Some(last.result.spec.block.clone())
    }

    pub(super) fn ask_preview(&mut self, out: &mut Commands) {
        let Some(block) = self.source() else {
            return;
        };
        if self.engine != Engine::Ready || self.preview.asked.as_ref() == Some(&block) {
            return;
        }
        let id = self.number();
        self.preview.pending = Some(id);
        self.preview.asked = Some(block.clone());
        self.preview.failed = None;
        out.push(Command::Send(Request::Preview { id, block }));
    }

    /// Pins the last run, or takes a pinned one away.
    pub(super) fn pin(&mut self, run: Option<u32>) {
        match run {
            Some(number) => self.pinned.retain(|run| run.number != number),
            None => {
                if let Some(last) = self.last.clone()
                    && !self.pinned.contains(&last)
                {
                    if self.pinned.len() == MOST_PINNED {
                        self.pinned.remove(0);
                    }
                    self.pinned.push(last);
                }
            }
        }
    }

    pub(super) fn select(&mut self, index: Option<u32>, out: &mut Commands) {
        let last = self.last.clone();
        let (Some(last), Some(index)) = (last, index) else {
            self.selection = Selection::default();
            return;
        };
        let block = last.result.spec.block.clone();
        let index = index.min(last.result.block.transactions.saturating_sub(1));
        let id = self.number();
        self.selection.index = Some(index);
        self.selection.pending = Some(id);
        self.selection.failed = None;
        if self.engine == Engine::Ready {
            out.push(Command::Send(Request::Transaction { id, block, index }));
        }
    }

    pub(super) fn save(&mut self, out: &mut Commands) {
        let Some(block) = self.last_block() else {
            return;
        };
        let id = self.number();
        match self.engine {
            Engine::Ready => {
                self.export = Some(id);
                out.push(Command::Send(Request::Export { id, block }));
            }
            Engine::Starting { .. } => self.export = Some(id),
            _ => self.download(None, out),
        }
    }

    pub(super) fn save_block(&mut self, out: &mut Commands) {
        let Some(block) = self.source().filter(|_| self.engine == Engine::Ready) else {
            return;
        };
        let id = self.number();
        self.block_export = Some(id);
        out.push(Command::Send(Request::Block { id, block }));
    }

    pub(super) fn download_block(&mut self, payload: Payload, out: &mut Commands) {
        let (Some(block), Payload::Text(text)) = (self.source(), payload) else {
            let said = "The engine’s answer could not be read, so no block was saved.";
            self.say(Tone::Error, said.to_owned(), None);
            return;
        };
        let opened = self.import.opened.as_ref();
        let bench = self.workbench.as_ref();
        let file = opened
            .map(|opened| opened.info.name.as_str())
            .or_else(|| bench.map(|bench| bench.project.name.as_str()));
        out.push(Command::Download {
            name: document::block_file_name(&block, file),
            text,
        });
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
