//! What the hand does on a canvas: wheel, drag, pinch, click, keys, as one small set of gestures.

use super::Surface;
use gloo::events::{EventListener, EventListenerOptions};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, PointerEvent, WheelEvent};
use yew::prelude::*;

/// A gesture. Places and distances are in CSS pixels of the canvas.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Gesture {
    /// Closer by a factor (below 1: further away) around a place.
    Zoom {
        /// How much closer.
        factor: f64,
        /// The place that stays.
        x: f64,
        /// The place that stays.
        y: f64,
    },
    /// The picture is dragged along.
    Pan {
        /// To the right.
        x: f64,
        /// Downwards.
        y: f64,
    },
    /// The pointer rests here, or has left.
    Hover(Option<(f64, f64)>),
    /// A press without a drag.
    Click(f64, f64),
    /// Show everything.
    Fit,
}

/// Handles a gesture; `false` if it changed nothing and the page may use the event itself.
type Handler = Rc<dyn Fn(Gesture) -> bool>;

/// How far a pointer may move in a click.
const SLACK: f64 = 4.0;
/// Pixels that an arrow key moves.
const STEP: f64 = 60.0;

#[derive(Clone, Copy)]
struct Finger {
    id: i32,
    x: f64,
    y: f64,
}

#[derive(Default)]
struct Hand {
    fingers: Vec<Finger>,
    /// How far the first finger has come since it was put down.
    travelled: f64,
    pinched: bool,
}

impl Hand {
    fn lift(&mut self, id: i32) {
        self.fingers.retain(|finger| finger.id != id);
    }

    /// Moves a finger and says what that means.
    fn moved(&mut self, id: i32, x: f64, y: f64) -> Vec<Gesture> {
        let Some(place) = self.fingers.iter().position(|finger| finger.id == id) else {
            return vec![Gesture::Hover(Some((x, y)))];
        };
        let before = self.fingers[place];
        self.fingers[place] = Finger { id, x, y };
        let (dx, dy) = (x - before.x, y - before.y);
        match self.fingers[..] {
            [_] => {
                self.travelled += dx.hypot(dy);
                if self.travelled <= SLACK {
                    return Vec::new();
                }
                vec![Gesture::Pan { x: dx, y: dy }]
            }
            [one, other, ..] if place < 2 => {
                self.pinched = true;
                let still = if place == 0 { other } else { one };
                let apart = (x - still.x).hypot(y - still.y);
                let were = (before.x - still.x).hypot(before.y - still.y);
                let middle = ((x + still.x) / 2.0, (y + still.y) / 2.0);
                let factor = if were > 1.0 { apart / were } else { 1.0 };
                vec![
                    Gesture::Pan {
                        x: dx / 2.0,
                        y: dy / 2.0,
                    },
                    Gesture::Zoom {
                        factor,
                        x: middle.0,
                        y: middle.1,
                    },
                ]
            }
            _ => Vec::new(),
        }
    }
}

/// Reports gestures on a surface's canvas to the newest handler given.
#[hook]
pub fn use_gestures(surface: &Surface, handler: impl Fn(Gesture) -> bool + 'static) {
    let newest = use_mut_ref(|| Rc::new(|_: Gesture| false) as Handler);
    *newest.borrow_mut() = Rc::new(handler);
    let surface = surface.clone();
    use_effect_with((), move |()| {
        let listeners = surface
            .canvas
            .cast::<Element>()
            .map(|canvas| listen(&canvas, &surface, newest));
        move || drop(listeners)
    });
}

fn listen(canvas: &Element, surface: &Surface, newest: Rc<RefCell<Handler>>) -> Vec<EventListener> {
    let hand = Rc::new(RefCell::new(Hand::default()));
    let report = move |gesture: Gesture| {
        let handler = Rc::clone(&*newest.borrow());
        handler(gesture)
    };
    let mut listeners = Vec::new();
    let mut on = |name: &'static str, act: Box<dyn Fn(&web_sys::Event)>| {
        let options = EventListenerOptions::enable_prevent_default();
        listeners.push(EventListener::new_with_options(
            canvas,
            name,
            options,
            move |event| act(event),
        ));
    };
    {
        let (report, surface) = (report.clone(), surface.clone());
        on(
            "wheel",
            Box::new(move |event| {
                let Some(wheel) = event.dyn_ref::<WheelEvent>() else {
                    return;
                };
                let (x, y) = surface.place(wheel);
                // Lines and pages as pixels, as browsers themselves count them.
                let unit = [1.0, 16.0, 400.0][wheel.delta_mode().min(2) as usize];
                let sideways = wheel.delta_x().abs() > wheel.delta_y().abs();
                let gesture = if sideways {
                    Gesture::Pan {
                        x: -wheel.delta_x() * unit,
                        y: 0.0,
                    }
                } else {
                    let strength = if wheel.ctrl_key() { 0.01 } else { 0.0018 };
                    let delta = (wheel.delta_y() * unit).clamp(-400.0, 400.0);
                    Gesture::Zoom {
                        factor: (-delta * strength).exp(),
                        x,
                        y,
                    }
                };
                if report(gesture) {
                    event.prevent_default();
                }
            }),
        );
    }
    {
        let (hand, surface, target) = (Rc::clone(&hand), surface.clone(), canvas.clone());
        on(
            "pointerdown",
            Box::new(move |event| {
                let Some(pointer) = event.dyn_ref::<PointerEvent>() else {
                    return;
                };
                if pointer.button() != 0 {
                    return;
                }
                let _ = target.set_pointer_capture(pointer.pointer_id());
                let (x, y) = surface.place(pointer);
                let mut hand = hand.borrow_mut();
                if hand.fingers.is_empty() {
                    (hand.travelled, hand.pinched) = (0.0, false);
                }
                hand.fingers.push(Finger {
                    id: pointer.pointer_id(),
                    x,
                    y,
                });
            }),
        );
    }
    {
        let (hand, surface, report) = (Rc::clone(&hand), surface.clone(), report.clone());
        on(
            "pointermove",
            Box::new(move |event| {
                let Some(pointer) = event.dyn_ref::<PointerEvent>() else {
                    return;
                };
                let (x, y) = surface.place(pointer);
                let gestures = hand.borrow_mut().moved(pointer.pointer_id(), x, y);
                for gesture in gestures {
                    report(gesture);
                }
            }),
        );
    }
    {
        let (hand, surface, report) = (Rc::clone(&hand), surface.clone(), report.clone());
        on(
            "pointerup",
            Box::new(move |event| {
                let Some(pointer) = event.dyn_ref::<PointerEvent>() else {
                    return;
                };
                let (x, y) = surface.place(pointer);
                let click = {
                    let mut hand = hand.borrow_mut();
                    let down = hand
                        .fingers
                        .iter()
                        .any(|finger| finger.id == pointer.pointer_id());
                    hand.lift(pointer.pointer_id());
                    down && hand.fingers.is_empty() && !hand.pinched && hand.travelled <= SLACK
                };
                if click {
                    report(Gesture::Click(x, y));
                }
            }),
        );
    }
    {
        let hand = Rc::clone(&hand);
        on(
            "pointercancel",
            Box::new(move |event| {
                if let Some(pointer) = event.dyn_ref::<PointerEvent>() {
                    hand.borrow_mut().lift(pointer.pointer_id());
                }
            }),
        );
    }
    {
        let report = report.clone();
        on(
            "pointerleave",
            Box::new(move |_| {
                report(Gesture::Hover(None));
            }),
        );
    }
    {
        let surface = surface.clone();
        on(
            "keydown",
            Box::new(move |event| {
                let Some(key) = event.dyn_ref::<KeyboardEvent>() else {
                    return;
                };
                if key.ctrl_key() || key.meta_key() || key.alt_key() {
                    return;
                }
                let (width, height) = surface.size();
                let (x, y) = (width / 2.0, height / 2.0);
                let gesture = match key.key().as_str() {
                    "+" | "=" => Gesture::Zoom { factor: 1.4, x, y },
                    "-" | "_" => Gesture::Zoom {
                        factor: 1.0 / 1.4,
                        x,
                        y,
                    },
                    "ArrowLeft" => Gesture::Pan { x: STEP, y: 0.0 },
                    "ArrowRight" => Gesture::Pan { x: -STEP, y: 0.0 },
                    "ArrowUp" => Gesture::Pan { x: 0.0, y: STEP },
                    "ArrowDown" => Gesture::Pan { x: 0.0, y: -STEP },
                    "0" | "Home" => Gesture::Fit,
                    _ => return,
                };
                if report(gesture) {
                    event.prevent_default();
                }
            }),
        );
    }
    listeners
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_tremble_is_no_drag() {
        let mut hand = Hand {
            fingers: vec![Finger {
                id: 1,
                x: 10.0,
                y: 10.0,
            }],
            ..Hand::default()
        };
        assert_eq!(hand.moved(1, 12.0, 10.0), []);
        assert_eq!(
            hand.moved(1, 22.0, 10.0),
            [Gesture::Pan { x: 10.0, y: 0.0 }]
        );
    }

    #[test]
    fn without_a_finger_down_it_hovers() {
        assert_eq!(
            Hand::default().moved(7, 1.0, 2.0),
            [Gesture::Hover(Some((1.0, 2.0)))]
        );
    }

    #[test]
    fn two_fingers_zoom_around_their_middle() {
        let fingers = vec![
            Finger {
                id: 1,
                x: 0.0,
                y: 0.0,
            },
            Finger {
                id: 2,
                x: 10.0,
                y: 0.0,
            },
        ];
        let mut hand = Hand {
            fingers,
            ..Hand::default()
        };
        let gestures = hand.moved(2, 20.0, 0.0);
        assert_eq!(
            gestures[1],
            Gesture::Zoom {
                factor: 2.0,
                x: 10.0,
                y: 0.0
            }
        );
        assert!(hand.pinched);
    }
}
