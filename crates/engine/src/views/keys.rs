//! Places as the page names them when it asks about them again: the account's address, a full
//! stop, and `balance`, `nonce`, `code` or the slot's number in hexadecimal.

use lanewise_executor::{
    Location, Part,
    revm::primitives::{Address, U256},
};

/// A place's key; the same for every run of the block.
pub(super) fn key(place: &Location) -> String {
    let part = match place.part {
        Part::Balance => "balance".to_owned(),
        Part::Nonce => "nonce".to_owned(),
        Part::Code => "code".to_owned(),
        Part::Storage(slot) => format!("{slot:#x}"),
    };
    format!("{:#x}.{part}", place.address)
}

/// The place of a key; nothing where it is none that [`key`] gives.
pub(super) fn place(text: &str) -> Option<Location> {
    let (account, part) = text.split_once('.')?;
    let address: Address = account.parse().ok()?;
    let part = match part {
        "balance" => Part::Balance,
        "nonce" => Part::Nonce,
        "code" => Part::Code,
        slot => Part::Storage(U256::from_str_radix(slot.strip_prefix("0x")?, 16).ok()?),
    };
    let place = Location { address, part };
    (key(&place) == text).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_lead_back_to_their_places() {
        let slots = [U256::ZERO, U256::from(300), U256::MAX];
        let parts = [Part::Balance, Part::Nonce, Part::Code].into_iter();
        for part in parts.chain(slots.map(Part::Storage)) {
            let address = Address::repeat_byte(0xab);
            let location = Location { address, part };
            assert_eq!(place(&key(&location)), Some(location));
        }
    }

    #[test]
    fn what_is_no_key_is_no_place() {
        let address = Address::repeat_byte(0xab).to_string().to_lowercase();
        for bad in [
            String::new(),
            ".".to_owned(),
            address.clone(),
            format!("{address}."),
            format!("{address}.storage"),
            format!("{address}.0x"),
            format!("{address}.0x{}", "f".repeat(65)),
            format!("{address}.0x00"),
            format!("{}.balance", address.to_uppercase()),
            format!("{address}.balance.nonce"),
            "0x12.balance".to_owned(),
            "ä.é".to_owned(),
        ] {
            assert_eq!(place(&bad), None, "{bad}");
        }
    }
}
