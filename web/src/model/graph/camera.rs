//! What part of the drawing is seen, and how close.

/// Where the graph lies on the canvas: `pixel = unit * scale + offset`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Camera {
    /// Pixels a layout unit.
    pub scale: f64,
    /// Pixels from the left.
    pub x: f64,
    /// Pixels from the top.
    pub y: f64,
}

/// The closest look, in pixels a layout unit.
const CLOSEST: f64 = 90.0;

impl Camera {
    /// Shows everything, with a margin; small graphs are not blown up.
    pub fn fit(width: f64, height: f64, canvas_width: f64, canvas_height: f64) -> Self {
        let margin = 28.0;
        let scale = ((canvas_width - 2.0 * margin) / width.max(1.0))
            .min((canvas_height - 2.0 * margin) / height.max(1.0))
            .clamp(0.002, 46.0);
        Self {
            scale,
            x: (canvas_width - width * scale) / 2.0,
            y: (canvas_height - height * scale) / 2.0,
        }
    }

    /// Zooms by a factor (above 1: closer) around a pixel.
    pub fn zoomed(self, factor: f64, x: f64, y: f64) -> Self {
        let scale = (self.scale * factor).clamp(0.002, CLOSEST);
        let real = scale / self.scale;
        Self {
            scale,
            x: x - (x - self.x) * real,
            y: y - (y - self.y) * real,
        }
    }

    /// Moves by so many pixels.
    pub fn moved(self, x: f64, y: f64) -> Self {
        Self {
            x: self.x + x,
            y: self.y + y,
            ..self
        }
    }

    /// Puts a place of the layout into the middle of the canvas, close enough to read a label.
    pub fn centred(self, x: f64, y: f64, canvas_width: f64, canvas_height: f64) -> Self {
        let scale = self.scale.max(28.0);
        Self {
            scale,
            x: canvas_width / 2.0 - x * scale,
            y: canvas_height / 2.0 - y * scale,
        }
    }

    /// The pixel of a place in the layout.
    pub fn pixel(self, x: f32, y: f32) -> (f64, f64) {
        (
            f64::from(x) * self.scale + self.x,
            f64::from(y) * self.scale + self.y,
        )
    }

    /// The place in the layout under a pixel.
    pub fn unit(self, x: f64, y: f64) -> (f32, f32) {
        (
            ((x - self.x) / self.scale) as f32,
            ((y - self.y) / self.scale) as f32,
        )
    }
}

/// A node's diameter in layout units, as it is drawn.
pub const DIAMETER: f64 = 0.78;

/// How much of the drawing can be told apart from where it is looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Detail {
    /// How strongly single transactions are drawn, 0 to 1.
    pub nodes: f64,
    /// How strongly clusters are drawn in their place, 0 to 1.
    pub clusters: f64,
}

impl Detail {
    /// Transactions from three pixels across, clusters below two; one fades into the other
    /// between. Without clusters there is nothing to fade to.
    pub fn new(camera: Camera, clusters: bool) -> Self {
        if !clusters {
            return Self {
                nodes: 1.0,
                clusters: 0.0,
            };
        }
        let nodes = (camera.scale * DIAMETER - 2.0).clamp(0.0, 1.0);
        Self {
            nodes,
            clusters: 1.0 - nodes,
        }
    }
}
