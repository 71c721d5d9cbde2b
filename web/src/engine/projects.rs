//! Projects in the browser's storage, and the compiler's worker.
//!
//! The list of projects is read, changed and written in one go, because tabs share it. Which project
//! this tab has open is in the tab's own storage, which lives through loading the page again.

use super::browser::storage;
use crate::{
    glue::CompilerLink,
    model::{
        Action, WorkbenchAction, WorkbenchCommand,
        workbench::{
            CompilerEvent, Event, SHELF_KEY, Settings, Shelf, SourceFile, Stored, id_of_key,
            project_key, unreadable_key,
        },
    },
};
use gloo::events::EventListener;
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use web_sys::{Storage, StorageEvent};
use yew::Callback;

/// Where a tab notes which project it has open.
const OPEN_KEY: &str = "lanewise.open-project.v1";

/// Carries out what projects ask for.
#[derive(Default)]
pub(super) struct Projects {
    compiler: RefCell<Option<CompilerLink>>,
    listener: RefCell<Option<EventListener>>,
}

impl Projects {
    /// Carries out one command; what comes of it is dispatched.
    pub(super) fn perform(&self, command: WorkbenchCommand, dispatch: &Callback<Action>) {
        let tell = |event| dispatch.emit(Action::Workbench(WorkbenchAction::Event(event)));
        match command {
            WorkbenchCommand::Remember { of_any_tab } => {
                *self.listener.borrow_mut() = listen(dispatch);
                tell(remember(of_any_tab));
            }
            WorkbenchCommand::Keep(stored) => tell(keep(stored)),
            WorkbenchCommand::Read(id) => {
                let text = storage().and_then(|storage| item(&storage, &project_key(&id)));
                tell(Event::Read { id, text });
            }
            WorkbenchCommand::SetAside(id) => {
                if let Some(storage) = storage() {
                    set_aside(&storage, &project_key(&id));
                    let (mut shelf, _) = shelf(&storage);
                    shelf.take(&id);
                    let _ = storage.set_item(SHELF_KEY, &shelf.write());
                    tell(Event::Shelf(shelf));
                }
            }
            WorkbenchCommand::Delete(id) => {
                if let Some(event) = delete(&id) {
                    tell(event);
                }
            }
            WorkbenchCommand::NoteOpen(id) => note_open(id),
            WorkbenchCommand::Compile {
                id,
                files,
                settings,
            } => {
                if let Err(reason) = self.compile(id, &files, &settings, dispatch) {
                    tell(Event::Compiler(CompilerEvent::Broke(reason)));
                }
            }
            WorkbenchCommand::EndCompiler => *self.compiler.borrow_mut() = None,
        }
    }

    fn compile(
        &self,
        id: u32,
        files: &[SourceFile],
        settings: &Settings,
        dispatch: &Callback<Action>,
    ) -> Result<(), String> {
        let mut compiler = self.compiler.borrow_mut();
        let link = match &mut *compiler {
            Some(link) => link,
            none => none.insert(CompilerLink::start(dispatch)?),
        };
        link.compile(id, files, settings)
    }
}

/// Tells what other tabs change.
fn listen(dispatch: &Callback<Action>) -> Option<EventListener> {
    let dispatch = dispatch.clone();
    let window = web_sys::window()?;
    Some(EventListener::new(&window, "storage", move |event| {
        let Some(event) = event.dyn_ref::<StorageEvent>() else {
            return;
        };
        let (Some(key), Some(text)) = (event.key(), event.new_value()) else {
            return;
        };
        let event = match id_of_key(&key) {
            Some(id) => Event::Changed {
                id: id.to_owned(),
                text,
            },
            None if key == SHELF_KEY => match Shelf::read(&text) {
                Ok(shelf) => Event::Shelf(shelf),
                Err(_) => return,
            },
            None => return,
        };
        dispatch.emit(Action::Workbench(WorkbenchAction::Event(event)));
    }))
}

fn item(storage: &Storage, key: &str) -> Option<String> {
    storage.get_item(key).ok().flatten()
}

fn set_aside(storage: &Storage, key: &str) {
    if let Some(text) = item(storage, key) {
        // First out of the way: a full storage has no room for both.
        let _ = storage.remove_item(key);
        let _ = storage.set_item(&unreadable_key(key), &text);
    }
}

/// The list as it is kept, and whether it had to be made anew.
fn shelf(storage: &Storage) -> (Shelf, bool) {
    let Some(text) = item(storage, SHELF_KEY) else {
        return (Shelf::default(), false);
    };
    if let Ok(shelf) = Shelf::read(&text) {
        return (shelf, false);
    }
    set_aside(storage, SHELF_KEY);
    let count = storage.length().unwrap_or_default();
    let items: Vec<(String, String)> = (0..count)
        .filter_map(|index| {
            let key = storage.key(index).ok().flatten()?;
            id_of_key(&key)?;
            let text = item(storage, &key)?;
            Some((key, text))
        })
        .collect();
    let items = items
        .iter()
        .map(|(key, text)| (key.as_str(), text.as_str()));
    let shelf = Shelf::recover(items);
    let _ = storage.set_item(SHELF_KEY, &shelf.write());
    (shelf, true)
}

fn session() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}

fn remember(of_any_tab: bool) -> Event {
    // Milliseconds alone could be the same in two tabs.
    let chance = (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
    let visit = format!("{:x}-{chance:x}", js_sys::Date::now() as u64);
    let Some(storage) = storage() else {
        return Event::Remembered {
            shelf: Shelf::default(),
            visit,
            open: None,
            recovered: false,
        };
    };
    let (shelf, recovered) = shelf(&storage);
    // A tab that went back to the scenarios has noted an empty name.
    let open = match session().and_then(|session| item(&session, OPEN_KEY)) {
        Some(id) => Some(id),
        None => shelf.open.clone().filter(|_| of_any_tab),
    };
    let open = open.and_then(|id| {
        let text = item(&storage, &project_key(&id))?;
        Some((id, text))
    });
    Event::Remembered {
        shelf,
        visit,
        open,
        recovered,
    }
}

fn keep(
    Stored {
        entry,
        edition,
        text,
    }: Stored,
) -> Event {
    let id = entry.id.clone();
    let Some(storage) = storage() else {
        return Event::Kept {
            id,
            edition,
            shelf: Shelf::default(),
            refused: true,
        };
    };
    let (mut shelf, _) = shelf(&storage);
    let mut kept = storage.set_item(&project_key(&id), &text);
    if kept.is_ok() {
        shelf.put(entry);
        kept = storage.set_item(SHELF_KEY, &shelf.write());
    }
    Event::Kept {
        id,
        edition,
        shelf,
        refused: kept.is_err(),
    }
}

fn delete(id: &str) -> Option<Event> {
    let storage = storage()?;
    let (mut shelf, _) = shelf(&storage);
    let text = item(&storage, &project_key(id)).unwrap_or_default();
    let entry = shelf.take(id)?;
    let _ = storage.remove_item(&project_key(id));
    let _ = storage.set_item(SHELF_KEY, &shelf.write());
    Some(Event::Deleted { entry, text, shelf })
}

fn note_open(id: Option<String>) {
    if let Some(session) = session() {
        let _ = session.set_item(OPEN_KEY, id.as_deref().unwrap_or_default());
    }
    if let Some(storage) = storage() {
        let (mut shelf, _) = shelf(&storage);
        if shelf.open != id {
            shelf.open = id;
            let _ = storage.set_item(SHELF_KEY, &shelf.write());
        }
    }
}
