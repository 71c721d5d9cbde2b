//! A random block from a seed: payments, token transfers, creation, destruction, reverts, chains
//! of one sender, delegation, hot and cold slots, the fee recipient looked at and paid.

use super::assembler::{assemble, deployer};
use lanewise_executor::{
    Block, PreState, Transaction,
    revm::{
        context::{
            BlockEnv,
            either::Either,
            transaction::{Authorization, RecoveredAuthority, RecoveredAuthorization},
        },
        context_interface::block::BlobExcessGasAndPrice,
        primitives::{Address, B256, Bytes, TxKind, U256, hardfork::SpecId, keccak256},
        state::{AccountInfo, Bytecode},
    },
};

/// SplitMix64 (Steele, Lea and Flood, 2014).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize]
    }
}

const FEE_RECIPIENT: Address = Address::repeat_byte(0xfe);
const CHAIN: u64 = 1;
const BASE_FEE: u64 = 7;

/// `counter += 1`: everything conflicts.
const COUNTER: &str = "PUSH1 0x00 SLOAD PUSH1 0x01 ADD PUSH1 0x00 SSTORE";
/// `slots[word 0] += word 1; log`: conflicts as the caller chooses.
const SLOTS: &str = "PUSH1 0x00 CALLDATALOAD DUP1 SLOAD PUSH1 0x20 CALLDATALOAD ADD SWAP1 SSTORE \
                     PUSH1 0x20 CALLDATALOAD PUSH1 0x00 CALLDATALOAD PUSH1 0x20 PUSH1 0x00 LOG2";
/// Sets a slot to zero or to a number: refunds, and writes of the same value.
const ERASER: &str = "PUSH1 0x20 CALLDATALOAD PUSH1 0x00 CALLDATALOAD SSTORE";
/// `balances[caller] -= word 1; balances[word 0] += word 1`, with a check.
const TOKEN: &str = "PUSH1 0x20 CALLDATALOAD CALLER SLOAD DUP2 DUP2 LT @poor JUMPI \
                     SUB CALLER SSTORE PUSH1 0x00 CALLDATALOAD DUP1 SLOAD PUSH1 0x20 CALLDATALOAD \
                     ADD SWAP1 SSTORE PUSH1 0x01 PUSH1 0x00 MSTORE PUSH1 0x20 PUSH1 0x00 RETURN \
                     :poor PUSH1 0x00 PUSH1 0x00 REVERT";
/// Writes a slot, then reverts if another one is odd.
const REVERTER: &str = "PUSH1 0x01 SLOAD PUSH1 0x01 ADD PUSH1 0x01 SSTORE PUSH1 0x00 SLOAD \
                        PUSH1 0x01 AND @odd JUMPI STOP :odd PUSH1 0x00 PUSH1 0x00 REVERT";
/// Never ends.
const BURNER: &str = ":again PUSH1 0x00 SLOAD POP @again JUMP";
/// `seen[word 0] = BALANCE(word 0)`, and the code hash beside it.
const LOOKER: &str = "PUSH1 0x00 CALLDATALOAD DUP1 BALANCE SWAP1 SSTORE \
                      PUSH1 0x00 CALLDATALOAD EXTCODEHASH PUSH1 0x00 CALLDATALOAD NOT SSTORE";
/// Sends half of what it has to word 0.
const PAYER: &str = "PUSH1 0x00 PUSH1 0x00 PUSH1 0x00 PUSH1 0x00 PUSH1 0x02 SELFBALANCE DIV \
                     PUSH1 0x00 CALLDATALOAD GAS CALL PUSH1 0x00 SSTORE";
/// Calls word 0 with word 1 as its only argument, twice.
const CALLER: &str = "PUSH1 0x20 CALLDATALOAD PUSH1 0x00 MSTORE \
                      PUSH1 0x00 PUSH1 0x00 PUSH1 0x20 PUSH1 0x00 PUSH1 0x00 PUSH1 0x00 \
                      CALLDATALOAD PUSH3 0x00ffff CALL PUSH1 0x00 SSTORE \
                      PUSH1 0x00 PUSH1 0x00 PUSH1 0x20 PUSH1 0x00 PUSH1 0x00 PUSH1 0x00 \
                      CALLDATALOAD GAS CALL PUSH1 0x01 SSTORE";
/// A child: destroys itself in favour of word 0, if that is not zero; else counts.
const CHILD: &str = "PUSH1 0x00 CALLDATALOAD DUP1 @die JUMPI PUSH1 0x05 SLOAD PUSH1 0x01 ADD \
                     PUSH1 0x05 SSTORE STOP :die SELFDESTRUCT";

/// A block and its pre-state.
pub(crate) struct RandomBlock {
    pub(crate) block: Block,
    pub(crate) pre: PreState,
    /// The senders.
    pub(crate) people: Vec<Address>,
    /// Where the factory creates, by salt.
    pub(crate) children: Vec<Address>,
}

struct Maker {
    random: Random,
    spec: SpecId,
    people: Vec<Address>,
    nonces: Vec<u64>,
    contracts: Vec<Address>,
    factory: Address,
    fee_recipient: Address,
    children: Vec<Address>,
    init_code: Vec<u8>,
    transactions: Vec<Transaction>,
}

/// The block of a seed, by the rules of one of the last forks.
pub(crate) fn random_block(seed: u64) -> RandomBlock {
    let spec = Random(seed).pick(&[
        SpecId::SHANGHAI,
        SpecId::LONDON,
        SpecId::CANCUN,
        SpecId::PRAGUE,
        SpecId::OSAKA,
    ]);
    random_block_of(seed, spec)
}

/// The block of a seed, by a fork's rules.
pub(crate) fn random_block_of(seed: u64, spec: SpecId) -> RandomBlock {
    let mut random = Random(seed);
    // The first number has chosen the fork.
    random.next();
    let mut pre = PreState::new();
    let people: Vec<Address> = (1..=2 + random.below(10) as u8)
        .map(Address::repeat_byte)
        .collect();
    for person in &people {
        let wealth = U256::from(10u64).pow(U256::from(17 + random.below(3)));
        pre.insert(*person, AccountInfo::from_balance(wealth));
    }
    let fee_recipient = match random.below(10) {
        // A contract that may be destroyed, and a person who sends transactions.
        0..=1 => Address::repeat_byte(0xc9),
        2 => people[0],
        3..=5 => FEE_RECIPIENT,
        _ => {
            pre.insert(FEE_RECIPIENT, AccountInfo::from_balance(U256::from(1)));
            FEE_RECIPIENT
        }
    };
    let mut contracts = Vec::new();
    let programs = [
        COUNTER, SLOTS, ERASER, TOKEN, REVERTER, BURNER, LOOKER, PAYER, CALLER, CHILD,
    ];
    for (index, program) in programs.iter().enumerate() {
        let address = Address::repeat_byte(0xc0 + index as u8);
        let code = Bytecode::new_raw(Bytes::from(assemble(program)));
        let info = AccountInfo::from_bytecode(code).with_balance(U256::from(1000 * index as u64));
        pre.insert(address, info);
        contracts.push(address);
    }
    for person in &people {
        let slot = U256::from_be_slice(person.as_slice());
        pre.set_storage(contracts[3], slot, U256::from(random.below(100)));
    }
    for slot in 0..8u64 {
        pre.set_storage(contracts[2], U256::from(slot), U256::from(random.below(2)));
        pre.set_storage(contracts[9], U256::from(slot), U256::from(slot));
    }
    // The factory: CREATE2(value, init code at the end of itself, salt = word 0); then calls what
    // it made with word 1.
    let constructor = "CALLVALUE PUSH1 0x07 SSTORE";
    let init_code = deployer(constructor, &assemble(CHILD));
    let factory = Address::repeat_byte(0xfa);
    pre.insert(
        factory,
        AccountInfo::from_bytecode(Bytecode::new_raw(factory_code(&init_code).into())),
    );
    let hash = keccak256(&init_code);
    let children: Vec<_> = (0..3u64)
        .map(|salt| factory.create2(B256::from(U256::from(salt)), hash))
        .collect();
    if random.chance(40) {
        // One child is there already, with storage: to be destroyed, and made anew.
        let mut info = AccountInfo::from_bytecode(Bytecode::new_raw(assemble(CHILD).into()));
        info.nonce = 1;
        pre.insert(children[0], info);
        for slot in 5..8u64 {
            pre.set_storage(children[0], U256::from(slot), U256::from(slot));
        }
    }

    let count = people.len();
    let mut maker = Maker {
        random,
        spec,
        people,
        nonces: vec![0; count],
        contracts,
        factory,
        fee_recipient,
        children,
        init_code,
        transactions: Vec::new(),
    };
    for _ in 0..1 + maker.random.below(28) {
        maker.add_transaction();
    }
    if maker.random.chance(4) {
        maker.spoil_one();
    }
    let (people, children) = (maker.people.clone(), maker.children.clone());
    RandomBlock {
        block: maker.block(),
        pre,
        people,
        children,
    }
}

fn factory_code(init_code: &[u8]) -> Vec<u8> {
    let program = |offset: usize| {
        let offset = format!("0x{offset:04x}");
        let length = format!("0x{:04x}", init_code.len());
        assemble(&format!(
            "PUSH2 {length} PUSH2 {offset} PUSH1 0x00 CODECOPY \
             PUSH1 0x00 CALLDATALOAD PUSH2 {length} PUSH1 0x00 CALLVALUE CREATE2 \
             PUSH1 0x20 CALLDATALOAD PUSH1 0x00 MSTORE DUP1 PUSH1 0x00 SSTORE \
             PUSH1 0x00 PUSH1 0x00 PUSH1 0x20 PUSH1 0x00 PUSH1 0x00 DUP6 GAS CALL STOP"
        ))
    };
    let mut code = program(program(0).len());
    code.extend(init_code);
    code
}

impl Maker {
    fn block(self) -> Block {
        let fraction = if self.spec >= SpecId::PRAGUE {
            5_007_716
        } else {
            3_338_477
        };
        let env = BlockEnv {
            number: U256::from(1000),
            beneficiary: self.fee_recipient,
            timestamp: U256::from(1_700_000_000),
            gas_limit: 1_000_000_000,
            basefee: BASE_FEE,
            prevrandao: Some(B256::repeat_byte(1)),
            blob_excess_gas_and_price: Some(BlobExcessGasAndPrice::new(0, fraction)),
            ..BlockEnv::default()
        };
        Block {
            spec: self.spec,
            chain_id: CHAIN,
            env,
            transactions: self.transactions,
            ..Block::default()
        }
    }

    /// Someone or something that an address argument may name.
    fn anybody(&mut self) -> Address {
        match self.random.below(10) {
            0 => self.fee_recipient,
            1..=2 => self.random.pick(&self.children.clone()),
            3 => self.random.pick(&self.contracts.clone()),
            4 => Address::repeat_byte(0xee),
            5 => Address::with_last_byte(2),
            _ => self.random.pick(&self.people.clone()),
        }
    }

    fn word(&mut self) -> [u8; 32] {
        let number = if self.random.chance(70) { 4 } else { 1000 };
        U256::from(self.random.below(number)).to_be_bytes()
    }

    fn address_word(&mut self) -> [u8; 32] {
        self.anybody().into_word().0
    }

    fn add_transaction(&mut self) {
        // A few hot senders make chains of nonces.
        let narrow = if self.random.chance(50) {
            2
        } else {
            self.people.len() as u64
        };
        let sender = self.random.below(narrow) as usize;
        let mut tx = Transaction {
            caller: self.people[sender],
            nonce: self.nonces[sender],
            gas_limit: 120_000 + self.random.below(200_000),
            gas_price: u128::from(BASE_FEE) + u128::from(self.random.below(3)),
            chain_id: Some(CHAIN),
            ..Transaction::default()
        };
        self.nonces[sender] += 1;
        self.choose_call(&mut tx);
        self.choose_type(&mut tx);
        self.transactions.push(tx);
    }

    fn choose_call(&mut self, tx: &mut Transaction) {
        let contract = |index: usize| TxKind::Call(Address::repeat_byte(0xc0 + index as u8));
        match self.random.below(16) {
            0..=2 => {
                tx.kind = TxKind::Call(self.anybody());
                tx.value = U256::from(self.random.below(1_000_000));
                if self.random.chance(30) {
                    tx.gas_limit = 21_000;
                }
            }
            3 => {
                tx.kind = TxKind::Create;
                tx.data = match self.random.below(3) {
                    0 => self.init_code.clone(),
                    1 => assemble("PUSH1 0x00 PUSH1 0x00 REVERT"),
                    _ => deployer(COUNTER, &assemble(COUNTER)),
                }
                .into();
                tx.value = U256::from(self.random.below(2));
            }
            4..=6 => {
                tx.kind = TxKind::Call(self.factory);
                let salt = U256::from(self.random.below(3)).to_be_bytes::<32>();
                let then = if self.random.chance(50) {
                    [0; 32]
                } else {
                    self.address_word()
                };
                tx.data = [salt, then].concat().into();
                tx.value = U256::from(self.random.below(3));
            }
            7..=8 => {
                let contract = self.contracts[9];
                let mut callees = self.children.clone();
                callees.push(contract);
                tx.kind = TxKind::Call(self.random.pick(&callees));
                let word = if self.random.chance(50) {
                    [0; 32]
                } else {
                    self.address_word()
                };
                tx.data = word.to_vec().into();
                tx.value = U256::from(self.random.below(2));
            }
            9 => {
                tx.kind = contract(8);
                let callee = self.address_word();
                tx.data = [callee, self.word()].concat().into();
            }
            10..=11 => {
                tx.kind = contract(6 + self.random.below(2) as usize);
                tx.data = self.address_word().to_vec().into();
            }
            12 => {
                tx.kind = contract(3);
                let to = self.random.pick(&self.people.clone()).into_word().0;
                tx.data = [to, self.word()].concat().into();
            }
            _ => {
                tx.kind = contract(self.random.below(6) as usize);
                tx.data = [self.word(), self.word()].concat().into();
            }
        }
    }

    /// Sets the type's own fields: access lists, tips, blobs, authorizations.
    fn choose_type(&mut self, tx: &mut Transaction) {
        match self.random.below(8) {
            1 if self.spec >= SpecId::BERLIN => {
                tx.tx_type = 1;
                let item = lanewise_executor::revm::context::transaction::AccessListItem {
                    address: self.anybody(),
                    storage_keys: vec![B256::from(U256::from(self.random.below(4)))],
                };
                tx.access_list = vec![item].into();
                tx.gas_limit += 10_000;
            }
            2..=3 if self.spec >= SpecId::LONDON => {
                tx.tx_type = 2;
                tx.gas_priority_fee = Some(u128::from(self.random.below(2)));
            }
            4 if self.spec >= SpecId::CANCUN && tx.kind != TxKind::Create => {
                tx.tx_type = 3;
                tx.gas_priority_fee = Some(1);
                let mut hash = B256::repeat_byte(9);
                hash.0[0] = 1;
                tx.blob_hashes = vec![hash];
                tx.max_fee_per_blob_gas = 10;
            }
            5..=6 if self.spec >= SpecId::PRAGUE && tx.kind != TxKind::Create => {
                tx.tx_type = 4;
                tx.gas_priority_fee = Some(1);
                tx.gas_limit += 100_000;
                for _ in 0..1 + self.random.below(2) {
                    let authorization = self.authorization();
                    tx.authorization_list.push(Either::Right(authorization));
                }
            }
            _ => {}
        }
    }

    fn authorization(&mut self) -> RecoveredAuthorization {
        let authority = self.random.below(self.people.len() as u64) as usize;
        // Counter, slots, eraser, token: none that changes its own account's nonce.
        let to = match self.random.below(6) {
            0 => Address::ZERO,
            1 => Address::repeat_byte(0xc6),
            other => Address::repeat_byte(0xc0 + other as u8 - 2),
        };
        let mut nonce = self.nonces[authority];
        if self.random.chance(15) {
            nonce += 1;
        } else {
            self.nonces[authority] += 1;
        }
        let inner = Authorization {
            chain_id: U256::from(CHAIN),
            address: to,
            nonce,
        };
        let authority = RecoveredAuthority::Valid(self.people[authority]);
        RecoveredAuthorization::new_unchecked(inner, authority)
    }

    /// Makes one transaction invalid, which makes the block invalid.
    fn spoil_one(&mut self) {
        let index = self.random.below(self.transactions.len() as u64) as usize;
        let tx = &mut self.transactions[index];
        match self.random.below(3) {
            0 => tx.nonce += 1,
            1 => tx.value = U256::MAX >> 1,
            _ => tx.gas_limit = 20_000,
        }
    }
}
