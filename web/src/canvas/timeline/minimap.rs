//! The whole run as density: a strip a run, for finding one's way.

use super::{Palette, raster};
use crate::{
    hooks::Brush,
    model::timeline::{Column, Lanes, Track, View, mean},
};
use wasm_bindgen::Clamped;
use web_sys::ImageData;

/// A run and how much of the strip's width its axis takes (1 where it is the longest).
#[derive(Debug, Clone, Copy)]
pub struct Strip<'a> {
    /// The run.
    pub lanes: &'a Lanes,
    /// Its part of the axis that all strips share, above 0 and at most 1.
    pub share: f64,
}

/// Draws strips under each other, the lanes of each added up.
pub fn minimap(brush: &Brush, strips: &[Strip<'_>]) {
    let palette = Palette::new(brush);
    let ratio = brush.ratio;
    brush
        .context
        .clear_rect(0.0, 0.0, brush.width, brush.height);
    brush.context.set_fill_style_str(&palette.lane);
    brush.context.fill_rect(0.0, 0.0, brush.width, brush.height);
    let each = brush.height / strips.len().max(1) as f64;
    for (place, strip) in strips.iter().enumerate() {
        let wide = (brush.width * ratio * strip.share).round().max(1.0) as usize;
        let high = ((each - 1.0) * ratio).round().max(1.0) as usize;
        let colours = [
            raster::rgb(&palette.lane),
            raster::rgb(&palette.execution),
            raster::rgb(&palette.suspended),
            raster::rgb(&palette.aborted),
        ];
        let mut sheet = raster::Sheet::new(wide, high);
        sheet.track(&all(strip.lanes, wide), 0, high, colours);
        let image = ImageData::new_with_u8_clamped_array_and_sh(
            Clamped(&sheet.pixels),
            wide as u32,
            high as u32,
        );
        if let Ok(image) = image {
            let top = (place as f64 * each * ratio).round();
            let _ = brush.context.put_image_data(&image, 0.0, top);
        }
    }
}

/// All lanes' executions added up.
fn all(lanes: &Lanes, width: usize) -> Vec<Column> {
    let view = View::whole(lanes.duration_ns);
    let tracks: Vec<Vec<Column>> = lanes
        .lanes
        .iter()
        .map(|lane| lane.columns(Track::Execution, view, width))
        .collect();
    mean(&tracks, width)
}
