//! Files that a person opens.

use super::Commands;
use crate::model::{Command, Engine, Opened, Opening, Shared, State, format};
use lanewise_protocol::{FileInfo, Request};

impl State {
    pub(super) fn open_file(&mut self, name: String, bytes: Shared<Vec<u8>>, out: &mut Commands) {
        let file = self.number();
        self.import.failed = None;
        self.ask_to_open(file, name, bytes, out);
    }

    fn ask_to_open(&mut self, file: u32, name: String, bytes: Shared<Vec<u8>>, out: &mut Commands) {
        let opening = Opening {
            id: self.number(),
            file,
            name,
            bytes,
        };
        if self.engine == Engine::Ready {
            send(&opening, out);
        }
        self.import.opening = Some(opening);
    }

    /// A new engine knows of no file.
    pub(super) fn open_again(&mut self, out: &mut Commands) {
        if let Some(Opened { info, bytes, .. }) = self.import.opened.clone() {
            let waiting = self.import.opening.take();
            self.ask_to_open(info.file, info.name.clone(), bytes, out);
            if waiting.is_none() {
                return;
            }
            // The answer about the old file is of no use any more.
            self.import.opening = waiting;
        }
        if let Some(opening) = &self.import.opening {
            send(opening, out);
        }
    }

    pub(super) fn opened(&mut self, id: u32, info: FileInfo, out: &mut Commands) {
        let Some(opening) = self.import.opening.take_if(|opening| opening.id == id) else {
            return;
        };
        let again = self
            .import
            .opened
            .as_ref()
            .is_some_and(|opened| opened.info.file == info.file);
        if !again {
            self.import.opened = Some(Opened::new(info, opening.bytes));
            self.set_up_anew(out);
        }
    }

    /// A file could not be read; what was set up before stays, if the engine still has it.
    pub(super) fn not_opened(&mut self, why: String, out: &mut Commands) {
        let Some(opening) = self.import.opening.take() else {
            return;
        };
        let name = format::clipped(&opening.name, 60);
        self.import.failed = Some(format!("“{name}” cannot be opened: {why}"));
        let lost = |opened: &mut Opened| opened.info.file == opening.file;
        if self.import.opened.take_if(lost).is_some() {
            self.set_up_anew(out);
        }
    }

    pub(super) fn choose(&mut self, change: impl FnOnce(&mut Opened), out: &mut Commands) {
        if let Some(opened) = &mut self.import.opened {
            change(opened);
            self.set_up_anew(out);
        }
    }

    pub(super) fn close_file(&mut self, out: &mut Commands) {
        self.import = Default::default();
        self.set_up_anew(out);
    }

    /// Another block is set up.
    fn set_up_anew(&mut self, out: &mut Commands) {
        self.preview.shown = None;
        self.preview.failed = None;
        self.ask_preview(out);
    }
}

fn send(opening: &Opening, out: &mut Commands) {
    let request = Request::Open {
        id: opening.id,
        file: opening.file,
        name: opening.name.clone(),
    };
    out.push(Command::SendBytes(request, opening.bytes.clone()));
}
