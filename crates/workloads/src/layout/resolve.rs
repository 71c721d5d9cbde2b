//! From a slot to its name.

use super::{
    Hashes, Member, REACH, StorageLayout,
    types::{SLOT_BYTES, Shape, Variable},
};
use alloy_primitives::{Address, U256};
use std::cell::Cell;

/// Hashes on the way to one place: mappings and dynamic arrays around each other.
const MOST_HASHES: u32 = 16;

/// Structs and fixed arrays around each other. Solidity sets no limit, but a damaged layout may
/// have a struct that contains itself.
const DEEPEST: u32 = 64;

/// Types looked at for one name. Variables that lie over each other, in structs in structs, would
/// otherwise multiply without end in a damaged layout.
const MOST_VISITS: u32 = 4096;

/// Finds names in one layout.
pub(super) struct Resolver<'a, H> {
    layout: &'a StorageLayout,
    hashes: &'a H,
    account_name: &'a dyn Fn(Address) -> String,
    visits: Cell<u32>,
}

/// A variable, or a part of one, that is no longer than a slot.
#[derive(Debug)]
struct Place {
    name: String,
    /// The length of the part of the name that names what the place is in.
    prefix: usize,
    /// What lies there; nothing for a part of an array or of a text.
    kind: Option<usize>,
    /// Bytes from the least significant one of the slot.
    offset: u8,
    /// For a part of an array: its name, the first and the number of its elements there, their type.
    elements: Option<(String, U256, u64, usize)>,
}

impl<'a, H: Hashes> Resolver<'a, H> {
    pub(super) fn new(
        layout: &'a StorageLayout,
        hashes: &'a H,
        account_name: &'a dyn Fn(Address) -> String,
    ) -> Self {
        Self {
            layout,
            hashes,
            account_name,
            visits: Cell::new(0),
        }
    }

    /// The name of a slot. Variables that share it conflict together, so all are named.
    pub(super) fn name(&self, slot: U256) -> Option<String> {
        let mut places = self.places(slot, MOST_HASHES).into_iter();
        let first = places.next()?;
        let mut name = self.whole(&first);
        for place in places {
            // `orders[7].maker + amount`: what both are in is said once.
            let known =
                place.prefix == first.prefix && place.name.starts_with(&first.name[..first.prefix]);
            let whole = self.whole(&place);
            name += " + ";
            name += if known {
                &whole[place.prefix..]
            } else {
                &whole
            };
        }
        Some(name)
    }

    /// The variables in a slot, by where they begin.
    pub(super) fn all_members(&self, slot: U256) -> Vec<Member> {
        let mut members = Vec::new();
        for place in self.places(slot, MOST_HASHES) {
            let name = self.whole(&place);
            match (place.elements, place.kind) {
                (Some((array, first, count, kind)), _) => {
                    let bytes = self.layout.types[kind].slot_bytes();
                    let type_label = &self.layout.types[kind].label;
                    let elements = (0..count).map(|index| Member {
                        name: format!("{array}[{}]", first.saturating_add(U256::from(index))),
                        type_label: type_label.clone(),
                        offset: (index * u64::from(bytes)) as u8,
                        bytes,
                    });
                    members.extend(elements);
                }
                (None, Some(kind)) => {
                    let kind = &self.layout.types[kind];
                    let is_length = matches!(kind.shape, Shape::DynamicArray { .. });
                    let type_label = if is_length { "uint256" } else { &kind.label };
                    members.push(Member {
                        name,
                        type_label: type_label.to_owned(),
                        offset: place.offset,
                        bytes: kind.slot_bytes(),
                    });
                }
                (None, None) => members.push(Member {
                    name,
                    type_label: "bytes".to_owned(),
                    offset: 0,
                    bytes: SLOT_BYTES as u8,
                }),
            }
        }
        members.sort_by_key(|member| member.offset);
        members
    }

    fn whole(&self, place: &Place) -> String {
        match place.kind.map(|kind| &self.layout.types[kind].shape) {
            Some(Shape::DynamicArray { .. }) => format!("{}.length", place.name),
            _ => place.name.clone(),
        }
    }

    /// What lies at a slot.
    fn places(&self, slot: U256, hashes: u32) -> Vec<Place> {
        let mut found = Vec::new();
        self.members("", &self.layout.variables, slot, DEEPEST, &mut found);
        let Some(hashes) = hashes.checked_sub(1) else {
            return found;
        };
        if !found.is_empty() {
            return found;
        }
        // Of two hashes as near as this, only one would be no accident; the nearest is tried first.
        let noted = self.hashes.at_or_below(slot);
        let computed = Hashes::at_or_below(self.layout.constants(), slot);
        let mut roots: Vec<_> = noted.into_iter().chain(computed).collect();
        roots.sort_by_key(|(hash, _)| std::cmp::Reverse(*hash));
        roots.dedup_by_key(|(hash, _)| *hash);
        for (hash, input) in roots {
            let above = slot - hash;
            if above <= U256::from(REACH) {
                self.hashed(input, above, hashes, &mut found);
            }
            if !found.is_empty() {
                break;
            }
        }
        found
    }

    /// What lies `above` slots after the place that the hash of `input` says.
    fn hashed(&self, input: &[u8], above: U256, hashes: u32, found: &mut Vec<Place>) {
        let Some((key_bytes, base)) = input.split_last_chunk::<32>() else {
            return;
        };
        for place in self.places(U256::from_be_bytes(*base), hashes) {
            let Some(kind) = place.kind else { continue };
            match &self.layout.types[kind].shape {
                Shape::Mapping { key, value } => {
                    if let Some(key) = key.show(key_bytes, self.account_name) {
                        let name = format!("{}[{key}]", place.name);
                        self.inside(name, place.prefix, *value, above, 0, DEEPEST, found);
                    }
                }
                Shape::DynamicArray { element } if key_bytes.is_empty() => {
                    self.element(
                        &place.name,
                        place.prefix,
                        *element,
                        None,
                        above,
                        DEEPEST,
                        found,
                    );
                }
                Shape::Bytes if key_bytes.is_empty() => found.push(Place {
                    name: format!("{} (data {})", place.name, above + U256::ONE),
                    prefix: place.prefix,
                    kind: None,
                    offset: 0,
                    elements: None,
                }),
                _ => {}
            }
        }
    }

    /// The variables at a slot, counted from where the first of them begins.
    fn members(
        &self,
        prefix: &str,
        variables: &[Variable],
        slot: U256,
        depth: u32,
        found: &mut Vec<Place>,
    ) {
        for variable in variables {
            if let Some(above) = slot.checked_sub(variable.slot)
                && above < self.layout.types[variable.kind].slots()
            {
                let name = format!("{prefix}{}", variable.label);
                let (kind, offset) = (variable.kind, variable.offset);
                self.inside(name, prefix.len(), kind, above, offset, depth, found);
            }
        }
    }

    /// What lies `above` slots after the begin of something of a type, which begins `offset` bytes
    /// into its first slot.
    #[expect(
        clippy::too_many_arguments,
        reason = "a place and a type have many parts"
    )]
    fn inside(
        &self,
        name: String,
        prefix: usize,
        kind: usize,
        above: U256,
        offset: u8,
        depth: u32,
        found: &mut Vec<Place>,
    ) {
        let visits = self.visits.get() + 1;
        let Some(depth) = depth.checked_sub(1).filter(|_| visits <= MOST_VISITS) else {
            return;
        };
        self.visits.set(visits);
        let kind_here = &self.layout.types[kind];
        match &kind_here.shape {
            Shape::Struct(members) => {
                self.members(&format!("{name}."), members, above, depth, found);
            }
            Shape::FixedArray { element, length } => {
                self.element(&name, prefix, *element, Some(*length), above, depth, found);
            }
            _ if above < kind_here.slots() => found.push(Place {
                name,
                prefix,
                kind: Some(kind),
                offset,
                elements: None,
            }),
            _ => {}
        }
    }

    /// What lies `above` slots after the begin of an array's elements.
    #[expect(
        clippy::too_many_arguments,
        reason = "a place and a type have many parts"
    )]
    fn element(
        &self,
        array: &str,
        prefix: usize,
        element: usize,
        length: Option<U256>,
        above: U256,
        depth: u32,
        found: &mut Vec<Place>,
    ) {
        let kind = &self.layout.types[element];
        let within = |index: U256| length.is_none_or(|length| index < length);
        let per_slot = U256::from(kind.per_slot());
        if per_slot > U256::ONE && matches!(kind.shape, Shape::Value) {
            let first = above.saturating_mul(per_slot);
            if within(first) {
                let after = first.saturating_add(per_slot);
                let after = length.map_or(after, |length| after.min(length));
                found.push(Place {
                    name: format!("{array}[{first}..{after}]"),
                    prefix,
                    kind: None,
                    offset: 0,
                    elements: Some((
                        array.to_owned(),
                        first,
                        (after - first).saturating_to(),
                        element,
                    )),
                });
            }
            return;
        }
        let (index, above) = above.div_rem(kind.slots());
        if within(index) {
            self.inside(
                format!("{array}[{index}]"),
                prefix,
                element,
                above,
                0,
                depth,
                found,
            );
        }
    }
}
