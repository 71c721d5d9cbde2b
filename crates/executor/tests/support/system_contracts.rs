//! The contracts that the protocol itself calls, with the code they have on the main network.

use lanewise_executor::revm::primitives::{Address, U256, address};

/// EIP-4788's contract.
pub(crate) const BEACON_ROOTS: Address = address!("000F3df6D732807Ef1319fB7B8bB8522d0Beac02");
const BEACON_ROOTS_CODE: &str = "\
    3373fffffffffffffffffffffffffffffffffffffffe14604d57602036146024575f5ffd5b5f3580156049576200\
    1fff810690815414603c575f5ffd5b62001fff01545f5260205ff35b5f5ffd5b62001fff42064281555f35906200\
    1fff015500";

/// EIP-2935's contract.
pub(crate) const HISTORY: Address = address!("0000F90827F1C53a10cb7A02335B175320002935");
const HISTORY_CODE: &str = "\
    3373fffffffffffffffffffffffffffffffffffffffe14604657602036036042575f35600143038111604257611f\
    ff81430311604257611fff9006545f5260205ff35b5f5ffd5b5f35611fff60014303065500";

/// EIP-7002's contract.
pub(crate) const WITHDRAWALS: Address = address!("00000961Ef480Eb55e80D19ad83579A64c007002");
const WITHDRAWALS_CODE: &str = "\
    3373fffffffffffffffffffffffffffffffffffffffe1460cb5760115f54807fffffffffffffffffffffffffffff\
    ffffffffffffffffffffffffffffffffffff146101f457600182026001905f5b5f82111560685781019083028483\
    029004916001019190604d565b909390049250505036603814608857366101f457346101f4575f5260205ff35b34\
    106101f457600154600101600155600354806003026004013381556001015f35815560010160203590553360601b\
    5f5260385f601437604c5fa0600101600355005b6003546002548082038060101160df575060105b5f5b81811461\
    01835782810160030260040181604c02815460601b8152601401816001015481526020019060020154807fffffff\
    ffffffffffffffffffffffffff00000000000000000000000000000000168252906010019060401c908160381c81\
    600701538160301c81600601538160281c81600501538160201c81600401538160181c81600301538160101c8160\
    0201538160081c81600101535360010160e1565b910180921461019557906002556101a0565b90505f6002555f60\
    03555b5f54807fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff14156101cd5750\
    5f5b6001546002828201116101e25750505f6101e8565b01600290035b5f555f600155604c025ff35b5f5ffd";

/// EIP-7251's contract.
pub(crate) const CONSOLIDATIONS: Address = address!("0000BBdDc7CE488642fb579F8B00f3a590007251");
const CONSOLIDATIONS_CODE: &str = "\
    3373fffffffffffffffffffffffffffffffffffffffe1460d35760115f54807fffffffffffffffffffffffffffff\
    ffffffffffffffffffffffffffffffffffff1461019a57600182026001905f5b5f82111560685781019083028483\
    029004916001019190604d565b9093900492505050366060146088573661019a573461019a575f5260205ff35b34\
    1061019a57600154600101600155600354806004026004013381556001015f358155600101602035815560010160\
    403590553360601b5f5260605f60143760745fa0600101600355005b6003546002548082038060021160e7575060\
    025b5f5b8181146101295782810160040260040181607402815460601b8152601401816001015481526020018160\
    02015481526020019060030154905260010160e9565b910180921461013b5790600255610146565b90505f600255\
    5f6003555b5f54807fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff1415610173\
    57505f5b6001546001828201116101885750505f61018e565b01600190035b5f555f6001556074025ff35b5f5ffd";

/// A contract that logs its input as a deposit event: CALLDATACOPY all of it, LOG1.
pub(crate) const DEPOSITS: Address = Address::repeat_byte(0xde);
pub(crate) const DEPOSITS_CODE: &str =
    "365f5f377f649bbc62d0e31342afea4e5cd82d4049e7e1ee912fc0889aa790803be39038c5365fa100";

/// What is called before the transactions.
pub(crate) fn opening() -> [(Address, &'static str); 2] {
    [(BEACON_ROOTS, BEACON_ROOTS_CODE), (HISTORY, HISTORY_CODE)]
}

/// What makes requests, after the transactions.
pub(crate) fn requests() -> [(Address, &'static str); 3] {
    [
        (WITHDRAWALS, WITHDRAWALS_CODE),
        (CONSOLIDATIONS, CONSOLIDATIONS_CODE),
        (DEPOSITS, DEPOSITS_CODE),
    ]
}

/// The data of a deposit event: the ABI's encoding of five byte strings.
pub(crate) fn deposit_event(fields: [&[u8]; 5]) -> Vec<u8> {
    let (mut head, mut tail) = (Vec::new(), Vec::new());
    for field in fields {
        head.extend(U256::from(5 * 32 + tail.len()).to_be_bytes::<32>());
        tail.extend(U256::from(field.len()).to_be_bytes::<32>());
        tail.extend(field);
        tail.resize(tail.len().next_multiple_of(32), 0);
    }
    head.extend(tail);
    head
}
