//! Questions about the last run's block, and the run that does not wait for their answers.

use super::{CANCEL_MS, Commands};
use crate::model::{
    Action, Asked, Command, Engine, Looking, Payload, Shared, Slot, State, views::Views,
};
use lanewise_protocol::{BlockSource, Flavour, Phase, Request, View};

impl State {
    /// Asks for a view, unless it is there or on its way.
    pub(super) fn ask(&mut self, slot: Slot, view: View, out: &mut Commands) {
        let Some(block) = self.last_block() else {
            return;
        };
        let before = self.views.asked.get(&slot);
        let same = before.is_some_and(|asked| {
            asked.block == block
                && asked.view == view
                && !matches!(asked.state, Looking::PutOff | Looking::Cancelled)
        });
        if !same {
            self.ask_now(slot, block, view, out);
        }
    }

    fn ask_now(&mut self, slot: Slot, block: BlockSource, view: View, out: &mut Commands) {
        let id = self.number();
        let before = self.views.asked.remove(&slot);
        let shown = before
            .filter(|asked| asked.block == block)
            .and_then(|asked| asked.shown);
        let asked = Asked {
            block: block.clone(),
            view: view.clone(),
            state: Looking::Pending {
                id,
                phase: Phase::Preparing,
                fraction: 0.0,
                cancelling: false,
            },
            shown,
        };
        self.views.asked.insert(slot, asked);
        if self.engine == Engine::Ready {
            out.push(Command::Send(Request::View { id, block, view }));
        }
    }

    /// Asks the same once more.
    pub(super) fn ask_again(&mut self, slot: Slot, out: &mut Commands) {
        if let Some(Asked { block, view, .. }) = self.views.asked.get(&slot).cloned() {
            self.ask_now(slot, block, view, out);
        }
    }

    /// What was under way when the worker was replaced is asked again of the new one.
    pub(super) fn ask_pending_again(&mut self, out: &mut Commands) {
        let pending = |(slot, asked): (&Slot, &Asked)| asked.is_pending().then_some(*slot);
        let slots: Vec<Slot> = self.views.asked.iter().filter_map(pending).collect();
        for slot in slots {
            self.ask_again(slot, out);
        }
    }

    pub(super) fn view_progressed(&mut self, request: u32, phase: Phase, fraction: f64) {
        let Some(slot) = self.views.slot_of(request) else {
            return;
        };
        if let Some(Asked {
            state:
                Looking::Pending {
                    phase: now,
                    fraction: done,
                    ..
                },
            ..
        }) = self.views.asked.get_mut(&slot)
        {
            *now = phase;
            *done = fraction.clamp(*done, 1.0);
        }
    }

    pub(super) fn view_answered(&mut self, request: u32, payload: Payload, out: &mut Commands) {
        let Some(slot) = self.views.slot_of(request) else {
            return;
        };
        if let Some(asked) = self.views.asked.get_mut(&slot) {
            match payload {
                Payload::Answer(answer) => {
                    asked.shown = Some(Shared::new(*answer));
                    asked.state = Looking::Ready;
                }
                Payload::Unreadable(why) => {
                    let said = format!("The engine’s answer could not be read: {why}.");
                    asked.state = Looking::Failed(said);
                }
                _ => {
                    let said = "The engine answered with nothing.".to_owned();
                    asked.state = Looking::Failed(said);
                }
            }
        }
        self.after_view(out);
    }

    /// Whether the failure was a view's.
    pub(super) fn view_failed(&mut self, request: u32, said: &str, out: &mut Commands) -> bool {
        let Some(slot) = self.views.slot_of(request) else {
            return false;
        };
        if let Some(asked) = self.views.asked.get_mut(&slot) {
            asked.state = Looking::Failed(said.to_owned());
        }
        self.after_view(out);
        true
    }

    pub(super) fn view_cancelled(&mut self, request: u32, out: &mut Commands) {
        let Some(slot) = self.views.slot_of(request) else {
            return;
        };
        if let Some(asked) = self.views.asked.get_mut(&slot) {
            asked.state = match asked.state {
                Looking::Pending {
                    cancelling: true, ..
                } => Looking::Cancelled,
                _ => Looking::PutOff,
            };
        }
        self.after_view(out);
    }

    /// Nothing that was asked of a broken engine is asked again by itself.
    pub(super) fn give_up_views(&mut self, why: &str) {
        for asked in self.views.asked.values_mut().filter(|it| it.is_pending()) {
            asked.state = Looking::Failed(why.to_owned());
        }
    }

    /// Cancel was pressed at a view.
    pub(super) fn cancel_view(&mut self, slot: Slot, out: &mut Commands) {
        let threaded = self.flavour() == Some(Flavour::Threaded);
        let Some(asked) = self.views.asked.get_mut(&slot) else {
            return;
        };
        let Looking::Pending { id, cancelling, .. } = &mut asked.state else {
            return;
        };
        if std::mem::replace(cancelling, true) {
            return;
        }
        let id = *id;
        if threaded {
            out.push(Command::RaiseCancel);
            out.push(Command::Send(Request::Cancel { id }));
            let overdue = Box::new(Action::ViewOverdue(id));
            out.push(Command::Later(CANCEL_MS, overdue));
        } else {
            asked.state = Looking::Cancelled;
            self.boot(false, out);
        }
    }

    /// The engine has had its time to stop.
    pub(super) fn view_overdue(&mut self, request: u32, out: &mut Commands) {
        let Some(slot) = self.views.slot_of(request) else {
            return;
        };
        if let Some(asked) = self.views.asked.get_mut(&slot) {
            asked.state = Looking::Cancelled;
            self.boot(self.why_single.is_none(), out);
        }
    }

    /// Sends a run; views under way give way to it and are asked again when it is over.
    pub(super) fn send_run(&mut self, request: Request, out: &mut Commands) {
        if !self.views.any_pending() {
            out.push(Command::Send(request));
            return;
        }
        if self.flavour() == Some(Flavour::Threaded) {
            self.held = Some(request);
            out.push(Command::RaiseCancel);
            out.push(Command::Later(CANCEL_MS, Box::new(Action::HeldOverdue)));
        } else {
            self.put_off_views();
            self.held = Some(request);
            self.boot(false, out);
        }
    }

    fn put_off_views(&mut self) {
        for asked in self.views.asked.values_mut().filter(|it| it.is_pending()) {
            asked.state = Looking::PutOff;
        }
    }

    /// A run still waits for a view to stop.
    pub(super) fn held_overdue(&mut self, out: &mut Commands) {
        if self.held.is_some() {
            self.put_off_views();
            self.boot(self.why_single.is_none(), out);
        }
    }

    /// Sends the run that waited for the engine.
    pub(super) fn release(&mut self, out: &mut Commands) {
        if let Some(request) = self.held.take() {
            out.push(Command::Send(request));
        }
    }

    fn after_view(&mut self, out: &mut Commands) {
        if self.held.is_none() {
            return;
        }
        if self.views.any_pending() {
            out.push(Command::RaiseCancel);
        } else {
            self.release(out);
        }
    }

    /// A run has ended: answers about another block go, questions that were put off are asked.
    pub(super) fn views_after_run(&mut self, same_block: bool, out: &mut Commands) {
        if !same_block {
            self.views = Views::default();
            return;
        }
        let put_off = |(slot, asked): (&Slot, &Asked)| {
            matches!(asked.state, Looking::PutOff).then_some(*slot)
        };
        let slots: Vec<Slot> = self.views.asked.iter().filter_map(put_off).collect();
        for slot in slots {
            self.ask_again(slot, out);
        }
    }
}
