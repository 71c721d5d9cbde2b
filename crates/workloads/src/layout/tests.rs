mod executed;

use super::*;
use alloy_primitives::{address, keccak256};
use proptest::prelude::*;

const ALICE: Address = address!("a11ce00000000000000000000000000000000001");
const OTHER: Address = address!("1234000000000000000000000000000000abcdef");

/// What an execution hashes.
#[derive(Default)]
struct Hashed(BTreeMap<U256, Vec<u8>>);

impl Hashed {
    fn hash(&mut self, input: &[u8]) -> U256 {
        let hash = U256::from_be_bytes(keccak256(input).0);
        self.0.insert(hash, input.to_vec());
        hash
    }

    /// Where a mapping's entry lies.
    fn entry(&mut self, key: impl IntoKey, mapping: impl Into<U256>) -> U256 {
        let mapping: U256 = mapping.into();
        self.hash(&[key.into_key().as_slice(), &mapping.to_be_bytes::<32>()].concat())
    }

    /// Where an array's elements begin.
    fn elements(&mut self, array: impl Into<U256>) -> U256 {
        let array: U256 = array.into();
        self.hash(&array.to_be_bytes::<32>())
    }
}

/// A key as it is hashed.
trait IntoKey {
    fn into_key(self) -> Vec<u8>;
}

impl IntoKey for u64 {
    fn into_key(self) -> Vec<u8> {
        U256::from(self).to_be_bytes_vec()
    }
}

impl IntoKey for U256 {
    fn into_key(self) -> Vec<u8> {
        self.to_be_bytes_vec()
    }
}

impl IntoKey for Address {
    fn into_key(self) -> Vec<u8> {
        self.into_word().to_vec()
    }
}

impl IntoKey for &str {
    fn into_key(self) -> Vec<u8> {
        self.as_bytes().to_vec()
    }
}

/// At the left of a word, as `bytesN` is hashed.
impl IntoKey for &[u8] {
    fn into_key(self) -> Vec<u8> {
        B256::right_padding_from(self).to_vec()
    }
}

fn layout() -> StorageLayout {
    StorageLayout::parse(include_str!("tests/Store.json")).unwrap()
}

fn account(address: Address) -> String {
    match address {
        ALICE => "alice".to_owned(),
        _ => shortened_hex(address.as_slice()),
    }
}

/// The name that the layout of `Store.sol` gives, as the hashes tell.
fn name(slot: impl Into<U256>, hashed: &Hashed) -> Option<String> {
    layout().name(slot.into(), &hashed.0, &account)
}

#[track_caller]
fn assert_name(slot: U256, hashed: &Hashed, expected: &str) {
    assert_eq!(name(slot, hashed).as_deref(), Some(expected));
}

fn number(number: u64) -> U256 {
    U256::from(number)
}

#[test]
fn variables_of_the_layout_have_their_names() {
    let none = Hashed::default();
    for (slot, expected) in [
        (0, "totalSupply"),
        (1, "reserve0 + reserve1 + last"),
        (2, "balances"),
        (5, "queue.length"),
        (7, "name"),
        (16, "flags.length"),
        (30, "best.maker + amount"),
        (31, "best.price"),
        (32, "best.side + open"),
        (33, "best.fills.length"),
        (34, "best.by"),
        (39, "owner + paused"),
        (43, "callback"),
        (48, "huge[0]"),
        (1_000_047, "huge[999999]"),
        (1_000_048, "afterHuge"),
    ] {
        assert_name(number(slot), &none, expected);
    }
    assert_eq!(name(number(1_000_049), &none), None);
    assert_eq!(name(U256::MAX, &none), None);
}

#[test]
fn elements_of_fixed_arrays_are_counted() {
    let none = Hashed::default();
    for (slot, expected) in [
        (17, "small[0..10]"),
        (18, "small[10..20]"),
        (19, "small[20..25]"),
        (20, "items[0].id"),
        (21, "items[0].low + high"),
        (26, "items[3].id"),
        (36, "sides[0][0..3]"),
        (37, "sides[1][0..3]"),
    ] {
        assert_name(number(slot), &none, expected);
    }
}

#[test]
fn entries_of_mappings_have_their_keys() {
    let mut hashed = Hashed::default();
    let at = hashed.entry(ALICE, number(2));
    assert_name(at, &hashed, "balances[alice]");
    let at = hashed.entry(OTHER, number(2));
    assert_name(at, &hashed, "balances[0x1234…cdef]");
    let outer = hashed.entry(OTHER, number(3));
    let at = hashed.entry(ALICE, outer);
    assert_name(at, &hashed, "allowance[0x1234…cdef][alice]");
    let at = hashed.entry(7, number(4));
    assert_name(at, &hashed, "orders[7].maker + amount");
    assert_name(at + number(1), &hashed, "orders[7].price");
    assert_name(at + number(2), &hashed, "orders[7].side + open");
    let by = hashed.entry(ALICE, at + number(4));
    assert_name(by, &hashed, "orders[7].by[alice]");
    assert_eq!(name(at + number(5), &hashed), None);
}

#[test]
fn keys_of_every_type_are_shown() {
    let mut hashed = Hashed::default();
    let minus_five = U256::ZERO - number(5);
    let text = "a text of more than thirty-two characters, cut";
    for (at, expected) in [
        (hashed.entry("gold", number(9)), "byName[\"gold\"]"),
        (hashed.entry("", number(9)), "byName[\"\"]"),
        (
            hashed.entry(text, number(9)),
            "byName[\"a text of more than thirty-two c…\"]",
        ),
        (hashed.entry(1, number(10)), "bySide[1]"),
        (hashed.entry(1, number(11)), "byBool[true]"),
        (
            hashed.entry([1_u8, 2, 3, 4].as_slice(), number(12)),
            "byFour[0x01020304]",
        ),
        (hashed.entry(ALICE, number(13)), "byToken[alice]"),
        (hashed.entry(minus_five, number(14)), "byInt[-5]"),
        (hashed.entry(4711, number(15)), "byId[4711]"),
        (
            hashed.entry(U256::MAX - number(1), number(4)),
            "orders[0xffff…fffe].maker + amount",
        ),
        (hashed.entry("raw", number(35)), "byBytes[0x726177]"),
        (
            hashed.entry(b"ETH-A".as_slice(), number(45)),
            "byWord[\"ETH-A\"]",
        ),
        (
            hashed.entry([0xfe; 32].as_slice(), number(45)),
            "byWord[0xfefe…fefe]",
        ),
    ] {
        assert_name(at, &hashed, expected);
    }
    // What is no address cannot be a key of addresses.
    let wrong = hashed.entry(U256::MAX, number(2));
    assert_name(wrong, &hashed, "balances[0xffff…ffff]");
}

#[test]
fn what_grows_lies_above_hashes() {
    let mut hashed = Hashed::default();
    let queue = hashed.elements(number(5));
    assert_name(queue + number(3), &hashed, "queue[3]");
    let flags = hashed.elements(number(16));
    assert_name(flags + number(1), &hashed, "flags[32..64]");
    let wide = hashed.elements(number(44));
    assert_name(wide + number(2), &hashed, "wide[2]");
    let rows = hashed.elements(number(28));
    assert_name(rows + number(4), &hashed, "grid[4].length");
    let row = hashed.elements(rows + number(4));
    assert_name(row + number(9), &hashed, "grid[4][9]");
    let pairs = hashed.elements(number(29));
    assert_name(pairs + number(6), &hashed, "pairs[6][0..2]");
    let triples = hashed.elements(number(38));
    assert_name(triples + number(7), &hashed, "triples[2][1]");
    let books = hashed.elements(number(46));
    assert_name(books + number(16), &hashed, "books[1][1].price");
    let blob = hashed.elements(number(8));
    assert_name(blob + number(1), &hashed, "blob (data 2)");
    let list = hashed.entry(3, number(40));
    assert_name(list, &hashed, "lists[3].length");
    let list = hashed.elements(list);
    assert_name(list + number(2), &hashed, "lists[3][2]");
    let uri = hashed.entry(12, number(41));
    assert_name(uri, &hashed, "uris[12]");
    let uri = hashed.elements(uri);
    assert_name(uri, &hashed, "uris[12] (data 1)");
    let scores = hashed.entry(ALICE, number(47));
    assert_name(scores + number(1), &hashed, "scores[alice][32..40]");
}

#[test]
fn structs_arrays_and_mappings_nest() {
    let mut hashed = Hashed::default();
    let user = hashed.entry(ALICE, number(6));
    assert_name(user, &hashed, "users[alice].name");
    let items = hashed.elements(user + number(1));
    assert_name(items + number(4), &hashed, "users[alice].items[2].id");
    assert_name(
        items + number(5),
        &hashed,
        "users[alice].items[2].low + high",
    );
    let named = hashed.entry(b"first".as_slice(), user + number(2));
    assert_name(named, &hashed, "users[alice].named[\"first\"].id");
    assert_name(user + number(5), &hashed, "users[alice].fixedItems[1].id");
    let text = hashed.elements(user);
    assert_name(text, &hashed, "users[alice].name (data 1)");
}

#[test]
fn what_the_compiler_hashes_is_known_beforehand() {
    let (none, mut hashed) = (Hashed::default(), Hashed::default());
    let queue = hashed.elements(number(5));
    assert_name(queue + number(70_000), &none, "queue[70000]");
    let fills = hashed.elements(number(33));
    assert_name(fills, &none, "best.fills[0]");
    let admin = hashed.entry(0, number(42));
    let mut members = Hashed::default();
    let member = members.entry(ALICE, admin);
    assert_name(member, &members, "roles[0x0000…0000][alice]");
    let nobody = hashed.entry(Address::ZERO, number(2));
    assert_name(nobody, &none, "balances[0x0000…0000]");
}

#[test]
fn nothing_leads_to_what_was_not_hashed() {
    let (mut hashed, mut other) = (Hashed::default(), Hashed::default());
    let outer = hashed.entry(ALICE, number(3));
    let at = other.entry(ALICE, outer);
    assert_eq!(name(at, &hashed), None);
    let at = hashed.entry(ALICE, number(2));
    assert_eq!(name(at + number(1), &hashed), None);
    // A hash of something else that ends with a slot's number.
    let at = hashed.hash(&[&[7; 13][..], &number(2).to_be_bytes::<32>()].concat());
    assert_eq!(name(at, &hashed), None);
    let at = hashed.entry(ALICE, number(5));
    assert_eq!(name(at, &hashed), None);
}

#[test]
fn an_input_that_leads_to_itself_ends() {
    // No such hash is known, but a caller could make one up.
    let word = [9; 32];
    let slot = U256::from_be_bytes(word);
    let hashes = BTreeMap::from([(slot, [[1; 32], word].concat())]);
    assert_eq!(layout().name(slot, &hashes, &account), None);
}

#[test]
fn a_table_has_the_variables() {
    let rows = layout().rows();
    assert_eq!(rows.len(), 39);
    assert_eq!(
        rows[2],
        StorageRow {
            label: "reserve1".to_owned(),
            type_label: "uint112".to_owned(),
            slot: "1".to_owned(),
            offset: 14,
            bytes: 14,
        }
    );
    assert_eq!(rows[4].type_label, "mapping(address => uint256)");
}

#[test]
fn plain_declarations_are_a_layout() {
    let layout = StorageLayout::declared([
        ("counter", number(0), "uint256"),
        ("balances", number(1), "mapping(address => uint256)"),
        (
            "allowance",
            number(2),
            "mapping(address owner => mapping (address => uint256 amount))",
        ),
        ("queue", number(3), "uint256[]"),
        ("small", number(4), "uint64[6]"),
        ("pairs", number(6), "uint256[2][]"),
        ("names", number(7), "mapping(string => bytes)"),
        ("after", U256::MAX, "bool"),
    ])
    .unwrap();
    let mut hashed = Hashed::default();
    let outer = hashed.entry(OTHER, number(2));
    let text = hashed.entry("gold", number(7));
    for (slot, expected) in [
        (number(0), "counter"),
        (hashed.entry(ALICE, number(1)), "balances[alice]"),
        (hashed.entry(ALICE, outer), "allowance[0x1234…cdef][alice]"),
        (hashed.elements(number(3)) + number(8), "queue[8]"),
        (number(5), "small[4..6]"),
        (hashed.elements(number(6)) + number(5), "pairs[2][1]"),
        (hashed.elements(text), "names[\"gold\"] (data 1)"),
        (U256::MAX, "after"),
    ] {
        let name = layout.name(slot, &hashed.0, &account);
        assert_eq!(name.as_deref(), Some(expected));
    }
    assert_eq!(layout.rows()[2].bytes, 32);
}

#[test]
fn wrong_declarations_are_refused_in_words() {
    for text in [
        "",
        "uint7",
        "uint257",
        "uint08",
        "bytes33",
        "mapping(address)",
        "mapping(Thing => uint256)",
        "mapping(uint256[] => uint256)",
        "uint256[0]",
        "uint256[-1]",
        "IERC20",
    ] {
        let wrong = StorageLayout::declared([("thing", U256::ZERO, text)]);
        let reason = wrong.unwrap_err().to_string();
        assert!(reason.contains("\"thing\""), "{text}: {reason}");
    }
    let deep = format!("uint256{}", "[]".repeat(100));
    assert!(StorageLayout::declared([("deep", U256::ZERO, deep.as_str())]).is_err());
}

#[test]
fn layouts_without_storage_are_empty() {
    for json in ["null", "{}", r#"{"storage":[],"types":null}"#] {
        let layout = StorageLayout::parse(json).unwrap();
        assert_eq!(layout.rows(), []);
        let none = BTreeMap::new();
        assert_eq!(layout.name(U256::ZERO, &none, &account), None);
    }
}

#[test]
fn a_struct_inside_itself_ends() {
    let json = r#"{"storage":[{"label":"a","slot":"0","offset":0,"type":"t"}],"types":{"t":{
        "encoding":"inplace","label":"struct T","numberOfBytes":"32",
        "members":[{"label":"b","slot":"0","offset":0,"type":"t"},{"label":"c","slot":"0","offset":0,"type":"t"}]}}}"#;
    let layout = StorageLayout::parse(json).unwrap();
    assert_eq!(layout.name(U256::ZERO, &BTreeMap::new(), &account), None);
}

/// Damages a JSON text in one place.
fn damaged() -> impl Strategy<Value = String> {
    let text = include_str!("tests/Store.json");
    let places = proptest::collection::vec((0..text.len(), any::<u8>()), 1..4);
    places.prop_map(|places| {
        let mut bytes = include_str!("tests/Store.json").as_bytes().to_vec();
        for (place, byte) in places {
            // Digits and letters are what makes another layout instead of none.
            bytes[place] = b"0123456789tuse_)(,\""[usize::from(byte) % 19];
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

proptest! {
    #[test]
    fn damaged_layouts_are_no_trouble(json in damaged(), slot in 0_u64..60, above in 0_u64..40) {
        if let Ok(layout) = StorageLayout::parse(&json) {
            let mut hashed = Hashed::default();
            let at = hashed.entry(ALICE, number(slot));
            let elements = hashed.elements(at);
            for slot in [number(slot), at + number(above), elements + number(above), U256::MAX] {
                let _ = layout.name(slot, &hashed.0, &account);
            }
            prop_assert!(layout.rows().len() <= 39);
        }
    }

    #[test]
    fn any_text_can_be_declared_or_refused(text in "(mapping\\()?(uint|int|bytes|address|=>|[ \\[\\]()0-9]){0,12}") {
        if let Ok(layout) = StorageLayout::declared([("x", U256::ZERO, text.as_str())]) {
            let _ = layout.name(U256::ZERO, &BTreeMap::new(), &account);
        }
    }
}
