//! Keeps the state and carries out what [`update`] asks for.

use super::{browser, projects::Projects, worker::Link};
use crate::model::{Action, Command, Shared, State, update};
use lanewise_protocol::Request;
use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    fmt,
    rc::Rc,
};
use yew::Callback;

/// Carries out commands.
#[derive(Default)]
pub struct Runtime {
    link: RefCell<Option<Link>>,
    projects: Projects,
}

impl fmt::Debug for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runtime")
            .field("linked", &self.link.borrow().is_some())
            .finish()
    }
}

impl Runtime {
    fn send(
        &self,
        request: &Request,
        bytes: Option<&[u8]>,
        generation: u32,
        dispatch: &Callback<Action>,
    ) {
        let sent = match &*self.link.borrow() {
            Some(link) => link.send(request, bytes),
            None => Err("there is no worker".to_owned()),
        };
        if let Err(reason) = sent {
            dispatch.emit(Action::Crashed { generation, reason });
        }
    }

    /// Carries out one command; what comes of it is dispatched.
    fn perform(&self, command: Command, generation: u32, dispatch: &Callback<Action>) {
        match command {
            Command::Boot {
                generation,
                threaded,
                threads,
            } => {
                // The old worker ends before the new one claims its memory.
                *self.link.borrow_mut() = None;
                match Link::start(generation, threaded, threads, dispatch) {
                    Ok(link) => *self.link.borrow_mut() = Some(link),
                    Err(reason) => dispatch.emit(Action::Crashed { generation, reason }),
                }
            }
            Command::Send(request) => self.send(&request, None, generation, dispatch),
            Command::SendBytes(request, bytes) => {
                self.send(&request, Some(&bytes), generation, dispatch);
            }
            Command::RaiseCancel => {
                if let Some(link) = &*self.link.borrow() {
                    link.raise_cancel();
                }
            }
            Command::Later(ms, action) => {
                let dispatch = dispatch.clone();
                gloo::timers::callback::Timeout::new(ms, move || dispatch.emit(*action)).forget();
            }
            Command::WriteAddress(query) => browser::write_address(&query),
            Command::Store(text) => browser::store(&text),
            Command::ShowTheme(theme) => browser::show_theme(theme),
            Command::Download { name, text } => {
                let _ = browser::download(&name, &text);
            }
            Command::Copy(text) => browser::copy(&text),
            Command::Workbench(command) => self.projects.perform(command, dispatch),
        }
    }
}

/// The store: one state, one queue of actions.
pub struct Store {
    state: RefCell<Shared<State>>,
    queue: RefCell<VecDeque<Action>>,
    busy: Cell<bool>,
    runtime: Runtime,
    changed: RefCell<Callback<()>>,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store")
            .field("runtime", &self.runtime)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// A store of the initial state; `changed` is called after every change.
    pub fn new(changed: Callback<()>) -> Rc<Self> {
        Rc::new(Self {
            state: RefCell::new(Shared::new(State::default())),
            queue: RefCell::default(),
            busy: Cell::new(false),
            runtime: Runtime::default(),
            changed: RefCell::new(changed),
        })
    }

    /// The present state.
    pub fn state(&self) -> Shared<State> {
        self.state.borrow().clone()
    }

    /// Lets an action happen. Actions that come up while one is happening wait for their turn.
    pub fn dispatch(self: &Rc<Self>, action: Action) {
        self.queue.borrow_mut().push_back(action);
        if self.busy.replace(true) {
            return;
        }
        let dispatch = self.dispatcher();
        loop {
            let Some(action) = self.queue.borrow_mut().pop_front() else {
                break;
            };
            let before = self.state();
            let (next, commands) = update(&before, action);
            if next != *before {
                *self.state.borrow_mut() = Shared::new(next);
            }
            let generation = self.state().generation;
            for command in commands {
                self.runtime.perform(command, generation, &dispatch);
            }
        }
        self.busy.set(false);
        let changed = self.changed.borrow().clone();
        changed.emit(());
    }

    /// A callback that lets actions happen.
    pub fn dispatcher(self: &Rc<Self>) -> Callback<Action> {
        let store = Rc::clone(self);
        Callback::from(move |action| store.dispatch(action))
    }
}
