//! A canvas that follows its size and the screen's density, and draws when something changed.

use js_sys::Array;
use std::{
    cell::{Cell, RefCell},
    fmt,
    rc::Rc,
};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{
    CanvasRenderingContext2d, CssStyleDeclaration, HtmlCanvasElement, IntersectionObserver,
    IntersectionObserverEntry, ResizeObserver,
};
use yew::prelude::*;

/// What a painter draws with. Lengths are in CSS pixels; the context is scaled for the screen.
#[derive(Debug)]
pub struct Brush {
    /// The context.
    pub context: CanvasRenderingContext2d,
    /// The canvas's width.
    pub width: f64,
    /// The canvas's height.
    pub height: f64,
    /// Screen pixels a CSS pixel.
    pub ratio: f64,
    style: CssStyleDeclaration,
}

impl Brush {
    /// A colour from the style sheet, by its variable's name.
    pub fn colour(&self, name: &str) -> String {
        let value = self.style.get_property_value(name).unwrap_or_default();
        value.trim().to_owned()
    }

    /// A font of the page, in CSS pixels.
    pub fn set_font(&self, size: f64, bold: bool) {
        let family = self.colour("--mono");
        let weight = if bold { "600" } else { "400" };
        self.context
            .set_font(&format!("{weight} {size}px {family}"));
    }
}

type Painter = Rc<dyn Fn(&Brush)>;

/// A canvas and the way to have it drawn again.
#[derive(Clone)]
pub struct Surface {
    /// For the canvas element.
    pub canvas: NodeRef,
    painter: Rc<RefCell<Painter>>,
    waiting: Rc<Cell<bool>>,
    sight: Rc<Cell<Sight>>,
}

/// Whether a canvas can be seen. One that cannot is drawn when it comes into sight: a page that scrolls
/// may have several, and each costs its share of every frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sight {
    In,
    Out,
    /// Something has changed meanwhile.
    OutAndOld,
}

impl fmt::Debug for Surface {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Surface")
            .field("waiting", &self.waiting.get())
            .field("sight", &self.sight.get())
            .finish_non_exhaustive()
    }
}

impl Surface {
    /// Draws with the next frame; any number of calls before it make one drawing.
    pub fn redraw(&self) {
        if self.waiting.replace(true) {
            return;
        }
        let surface = self.clone();
        let frame = Closure::once_into_js(move || {
            surface.waiting.set(false);
            surface.paint();
        });
        let asked = web_sys::window().map(|window| {
            window
                .request_animation_frame(frame.unchecked_ref())
                .is_ok()
        });
        if asked != Some(true) {
            self.waiting.set(false);
        }
    }

    /// The canvas's size in CSS pixels.
    pub fn size(&self) -> (f64, f64) {
        self.canvas
            .cast::<HtmlCanvasElement>()
            .map_or((1.0, 1.0), |canvas| {
                (
                    f64::from(canvas.client_width()).max(1.0),
                    f64::from(canvas.client_height()).max(1.0),
                )
            })
    }

    /// The middle of the canvas, in CSS pixels.
    pub fn middle(&self) -> (f64, f64) {
        let (width, height) = self.size();
        (width / 2.0, height / 2.0)
    }

    /// Where an event lies on the canvas, in CSS pixels.
    pub fn place(&self, event: &MouseEvent) -> (f64, f64) {
        self.canvas
            .cast::<HtmlCanvasElement>()
            .map_or((0.0, 0.0), |canvas| {
                let frame = canvas.get_bounding_client_rect();
                (
                    f64::from(event.client_x()) - frame.left(),
                    f64::from(event.client_y()) - frame.top(),
                )
            })
    }

    fn paint(&self) {
        if self.sight.get() != Sight::In {
            self.sight.set(Sight::OutAndOld);
            return;
        }
        if let Some(brush) = self.brush() {
            let painter = Rc::clone(&*self.painter.borrow());
            painter(&brush);
        }
    }

    fn seen(&self, is_seen: bool) {
        let before = self.sight.get();
        if is_seen {
            self.sight.set(Sight::In);
            if before == Sight::OutAndOld {
                self.redraw();
            }
        } else if before == Sight::In {
            self.sight.set(Sight::Out);
        }
    }

    /// The context, at the canvas's present size; nothing when it is not on the page.
    fn brush(&self) -> Option<Brush> {
        let canvas = self.canvas.cast::<HtmlCanvasElement>()?;
        let window = web_sys::window()?;
        let ratio = window.device_pixel_ratio().clamp(1.0, 3.0);
        let (width, height) = self.size();
        let (wide, high) = (
            (width * ratio).round() as u32,
            (height * ratio).round() as u32,
        );
        if (canvas.width(), canvas.height()) != (wide, high) {
            canvas.set_width(wide);
            canvas.set_height(high);
        }
        let context: CanvasRenderingContext2d =
            canvas.get_context("2d").ok().flatten()?.dyn_into().ok()?;
        context
            .set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0)
            .ok()?;
        let style = window.get_computed_style(&canvas).ok().flatten()?;
        Some(Brush {
            context,
            width,
            height,
            ratio,
            style,
        })
    }
}

/// A surface whose painter is the newest one given; it draws when `deps` change and when the
/// canvas's size does.
#[hook]
pub fn use_surface<D: PartialEq + 'static>(deps: D, painter: impl Fn(&Brush) + 'static) -> Surface {
    let canvas = use_node_ref();
    let newest = use_mut_ref(|| Rc::new(|_: &Brush| {}) as Painter);
    let waiting = use_memo((), |()| Cell::new(false));
    let sight = use_memo((), |()| Cell::new(Sight::In));
    *newest.borrow_mut() = Rc::new(painter);
    let surface = Surface {
        canvas,
        painter: newest,
        waiting,
        sight,
    };
    {
        let surface = surface.clone();
        use_effect_with(deps, move |_| surface.redraw());
    }
    {
        let surface = surface.clone();
        use_effect_with((), move |()| {
            let canvas = surface.canvas.cast::<HtmlCanvasElement>();
            let sighted = {
                let surface = surface.clone();
                Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
                    let last = entries.iter().last();
                    if let Some(entry) = last.and_then(|last| last.dyn_into().ok()) {
                        let entry: IntersectionObserverEntry = entry;
                        surface.seen(entry.is_intersecting());
                    }
                })
            };
            let resized = Closure::<dyn FnMut()>::new(move || surface.redraw());
            let size = ResizeObserver::new(resized.as_ref().unchecked_ref()).ok();
            let sight = IntersectionObserver::new(sighted.as_ref().unchecked_ref()).ok();
            if let Some(canvas) = &canvas {
                if let Some(observer) = &size {
                    observer.observe(canvas);
                }
                if let Some(observer) = &sight {
                    observer.observe(canvas);
                }
            }
            move || {
                if let Some(observer) = size {
                    observer.disconnect();
                }
                if let Some(observer) = sight {
                    observer.disconnect();
                }
                drop((resized, sighted));
            }
        });
    }
    surface
}
