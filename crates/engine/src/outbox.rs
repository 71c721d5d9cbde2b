//! Where replies go: to the page, or to a test.

use lanewise_protocol::Reply;
use std::rc::Rc;

/// Takes replies, in order, each with its large part in a buffer where it has one.
pub(crate) type Outbox = Rc<dyn Fn(&Reply, Option<&[u8]>)>;
