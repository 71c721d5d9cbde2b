//! One finished run, as it stays: an immutable value that every view derives from.

use super::timeline::Lanes;
use lanewise_protocol::RunResult;
use serde::Serialize;
use std::{ops::Deref, rc::Rc};

/// A value shared by the store and the views; two are equal when they are the same value.
#[derive(Debug)]
pub struct Shared<T>(Rc<T>);

impl<T> Shared<T> {
    /// Makes a value shared.
    pub fn new(value: T) -> Self {
        Self(Rc::new(value))
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// What the page is running in, as far as it matters to a result.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Environment {
    /// The browser's own name.
    pub user_agent: String,
    /// Processor threads that the browser admits to.
    pub cores: u32,
    /// Whether the document is cross-origin isolated.
    pub isolated: bool,
    /// Whether shared memory exists at all.
    pub shared_memory: bool,
    /// Whether the page is inside another one's frame.
    pub framed: bool,
}

impl Environment {
    /// Why threads are missing, in one sentence; nothing when they are not.
    pub fn why_single(&self) -> Option<&'static str> {
        if self.isolated && self.shared_memory {
            None
        } else if !self.shared_memory && self.isolated {
            Some("This browser has no shared memory, so the engine runs on one thread.")
        } else if self.framed {
            Some(
                "This page is framed by one that is not cross-origin isolated, and the browser \
                 then withholds the shared memory that threads need.",
            )
        } else {
            Some(
                "This page was served without cross-origin isolation, and the browser then \
                 withholds the shared memory that threads need.",
            )
        }
    }
}

/// A finished run.
#[derive(Debug)]
pub struct Run {
    /// The how-many-th run of this visit, from 1.
    pub number: u32,
    /// What the engine gave.
    pub result: RunResult,
    /// Its timeline, arranged.
    pub lanes: Lanes,
    /// When it ended, as ISO 8601 in UTC.
    pub finished_at: String,
    /// Where it ran.
    pub environment: Environment,
    /// The EVM library and its version.
    pub evm: String,
    /// Threads in the engine's pool.
    pub pool: u32,
}
