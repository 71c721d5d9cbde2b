//! Chains in the form of fixtures, made here: signed transactions, ommers, side chains, transitions
//! between forks; and each rule of headers broken in turn.

mod common;

use alloy_consensus::{
    Block as RlpBlock, BlockBody, EthereumTxEnvelope, Header, SignableTransaction, TxEip4844,
    TxLegacy, proofs,
};
use alloy_primitives::{Address, B256, Bytes, Signature, TxKind, U256, hex};
use alloy_rlp::Encodable;
use common::{execute, run};
use k256::ecdsa::SigningKey;
use lanewise_executor::{
    PreState, StateChanges,
    revm::{context::BlockEnv, state::AccountInfo},
    state_root,
};
use lanewise_formats::{
    Expected, Fork, Network, SkipKind, Verdict, next_base_fee, next_excess_blob_gas, read,
};
use serde_json::{Value, json};

type Envelope = EthereumTxEnvelope<TxEip4844>;
/// Why a block must be refused, and the change of its header that makes it so.
type Rule<'a> = (&'a str, &'a dyn Fn(&mut Header));

/// Half the order of secp256k1 is where signatures of EIP-2 end.
const ORDER: &str = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";

fn key() -> SigningKey {
    SigningKey::from_slice(&[7; 32]).unwrap()
}

fn alice() -> Address {
    Address::from_private_key(&key())
}

fn payment(nonce: u64, chain_id: Option<u64>, high: bool) -> Envelope {
    let transaction = TxLegacy {
        chain_id,
        nonce,
        gas_price: 2_000_000_000,
        gas_limit: 30_000,
        to: TxKind::Call(Address::repeat_byte(0xb0)),
        value: U256::from(5),
        input: Bytes::new(),
    };
    let hash = transaction.signature_hash();
    let (signature, id) = key().sign_prehash_recoverable(hash.as_slice()).unwrap();
    let mut signature = Signature::from_signature_and_parity(signature, id.is_y_odd());
    if high {
        let order = U256::from_str_radix(ORDER, 16).unwrap();
        signature = Signature::new(signature.r(), order - signature.s(), !signature.v());
    }
    Envelope::Legacy(transaction.into_signed(signature))
}

/// A chain that grows, and what a fixture says of it.
struct Chain {
    network: Network,
    headers: Vec<Header>,
    total: U256,
    state: PreState,
    pre: Value,
    blocks: Vec<Value>,
}

impl Chain {
    fn new(network: &str) -> Self {
        let network = Network::of_fixture(network, 1).unwrap();
        let first = network.fork(0, 0, Some(U256::ZERO));
        let mut state = PreState::new();
        let balance = U256::from(10).pow(U256::from(18));
        let info = AccountInfo {
            balance,
            ..AccountInfo::default()
        };
        state.insert(alice(), info);
        let mut accounts = json!({(alice().to_string()): {"balance": format!("{balance:#x}")}});
        // Where requests are read from: nothing is there, and says so.
        for contract in [
            "0x00000961ef480eb55e80d19ad83579a64c007002",
            "0x0000bbddc7ce488642fb579f8b00f3a590007251",
        ] {
            accounts[contract] = json!({"nonce": "0x1", "code": "0x00"});
            let code =
                lanewise_executor::revm::state::Bytecode::new_legacy(Bytes::from_static(&[0]));
            let info = AccountInfo {
                nonce: 1,
                code: Some(code),
                ..AccountInfo::default()
            };
            state.insert(contract.parse().unwrap(), info);
        }
        let genesis = Header {
            gas_limit: 10_000_000,
            timestamp: 1000,
            difficulty: if first < Fork::Paris {
                U256::from(0x20000)
            } else {
                U256::ZERO
            },
            state_root: state_root(&state, &StateChanges::default()),
            base_fee_per_gas: (first >= Fork::London).then_some(1_000_000_000),
            withdrawals_root: (first >= Fork::Shanghai).then_some(alloy_consensus::EMPTY_ROOT_HASH),
            blob_gas_used: (first >= Fork::Cancun).then_some(0),
            excess_blob_gas: (first >= Fork::Cancun).then_some(0),
            ..Header::default()
        };
        Self {
            total: genesis.difficulty,
            network,
            headers: vec![genesis],
            state,
            pre: accounts,
            blocks: Vec::new(),
        }
    }

    fn tip(&self) -> &Header {
        self.headers.last().unwrap()
    }

    /// The header after the tip, without what execution gives.
    fn next_header(&self, seconds: u64) -> (Header, Fork) {
        let parent = self.tip();
        let timestamp = parent.timestamp + seconds;
        let fork = self
            .network
            .fork(parent.number + 1, timestamp, Some(self.total));
        let since = |first| fork >= first;
        // Between 10 and 12 seconds after its parent a block is as difficult as that, at the least
        // difficulty, in all forks.
        let header = Header {
            parent_hash: parent.hash_slow(),
            number: parent.number + 1,
            timestamp,
            beneficiary: Address::repeat_byte(0xfe),
            gas_limit: if since(Fork::London) && parent.base_fee_per_gas.is_none() {
                20_000_000
            } else {
                parent.gas_limit
            },
            difficulty: if since(Fork::Paris) {
                U256::ZERO
            } else if since(Fork::Homestead) {
                parent.difficulty
            } else {
                parent.difficulty + parent.difficulty / U256::from(2048)
            },
            base_fee_per_gas: since(Fork::London).then(|| next_base_fee(parent)),
            excess_blob_gas: self
                .network
                .blobs(fork)
                .map(|params| next_excess_blob_gas(parent, &params)),
            extra_data: if self
                .network
                .dao_block
                .is_some_and(|first| parent.number + 1 >= first)
            {
                Bytes::from_static(b"dao-hard-fork")
            } else {
                Bytes::new()
            },
            // Only there, so that the fields behind them have their places.
            withdrawals_root: since(Fork::Shanghai).then_some(B256::ZERO),
            blob_gas_used: since(Fork::Cancun).then_some(0),
            requests_hash: since(Fork::Prague).then_some(B256::ZERO),
            parent_beacon_block_root: since(Fork::Cancun).then_some(B256::repeat_byte(9)),
            ..Header::default()
        };
        (header, fork)
    }

    /// Adds a block; `change` breaks it, and then it must be refused and is not built upon.
    fn add(&mut self, transactions: Vec<Envelope>, ommers: Vec<Header>, broken: Option<Rule<'_>>) {
        let (mut header, fork) = self.next_header(11);
        header.transactions_root = proofs::calculate_transaction_root(&transactions);
        header.ommers_hash = proofs::calculate_ommers_root(&ommers);
        let withdrawals = (fork >= Fork::Shanghai).then(Default::default);
        let body = BlockBody {
            transactions,
            ommers,
            withdrawals,
        };
        // What execution gives is found out by reading the block itself.
        let unfinished = self.text(&RlpBlock::new(header.clone(), body.clone()));
        let case = self.case(&[unfinished]);
        let case = read(case.to_string().as_bytes()).unwrap().remove(0);
        if let Ok(block) = &case.blocks[self.blocks.len()].block
            && let Ok(outcome) = execute(block, &self.state)
        {
            assert_eq!(
                block.env.number,
                BlockEnv::default().number + U256::from(header.number)
            );
            let made = Expected::of_outcome(block, &self.state, &outcome, true).unwrap();
            header.gas_used = outcome.gas_used;
            header.receipts_root = made.receipts_root.unwrap();
            header.logs_bloom = made.logs_bloom.unwrap();
            header.state_root = made.state_root.unwrap();
            header.withdrawals_root = made.withdrawals_root;
            header.requests_hash = made.requests_hash;
            header.blob_gas_used = made.blob_gas_used;
            if broken.is_none() {
                self.state.apply(&outcome.changes);
            }
        }
        if let Some((_, change)) = broken {
            change(&mut header);
        }
        let mut text = self.text(&RlpBlock::new(header.clone(), body));
        match broken {
            Some((why, _)) => text["expectException"] = why.into(),
            None => {
                text["blockHeader"] = json!({});
                self.total += header.difficulty;
                self.state.set_block_hash(header.number, header.hash_slow());
                self.headers.push(header);
            }
        }
        self.blocks.push(text);
    }

    fn text(&self, block: &RlpBlock<Envelope>) -> Value {
        let mut rlp = Vec::new();
        block.encode(&mut rlp);
        json!({"rlp": hex::encode_prefixed(rlp)})
    }

    fn case(&self, more: &[Value]) -> Value {
        let genesis = &self.headers[0];
        let mut header = json!({
            "hash": genesis.hash_slow().to_string(), "coinbase": genesis.beneficiary.to_string(),
            "stateRoot": genesis.state_root.to_string(), "number": genesis.number,
            "gasLimit": genesis.gas_limit, "timestamp": genesis.timestamp,
            "difficulty": format!("{:#x}", genesis.difficulty),
        });
        for (name, value) in [
            ("baseFeePerGas", genesis.base_fee_per_gas),
            ("blobGasUsed", genesis.blob_gas_used),
            ("excessBlobGas", genesis.excess_blob_gas),
        ] {
            header[name] = json!(value);
        }
        let blocks = [&self.blocks, more].concat();
        json!({"a chain": {
            "network": self.network.name, "pre": self.pre, "genesisBlockHeader": header,
            "blocks": blocks, "lastblockhash": self.tip().hash_slow().to_string(),
            "postStateHash": state_root(&self.state, &StateChanges::default()).to_string(),
            "sealEngine": "NoProof",
        }})
    }

    fn verdict(&self) -> Verdict {
        run(&read(self.case(&[]).to_string().as_bytes()).unwrap()[0])
    }
}

#[test]
fn chains_pass_from_frontier_to_bpo2() {
    for network in [
        "Frontier",
        "Homestead",
        "EIP150",
        "EIP158",
        "Byzantium",
        "ConstantinopleFix",
        "Istanbul",
        "Berlin",
        "London",
        "Paris",
        "Shanghai",
        "Cancun",
        "FrontierToHomesteadAt5",
        "HomesteadToEIP150At5",
        "EIP158ToByzantiumAt5",
        "ByzantiumToConstantinopleFixAt5",
        "BerlinToLondonAt5",
        "ArrowGlacierToParisAtDiffC0000",
        "ParisToShanghaiAtTime1k",
        "CancunToPragueAtTime1030",
        "PragueToOsakaAtTime1030",
        "OsakaToBPO1AtTime1030",
        "BPO1ToBPO2AtTime1030",
    ] {
        let mut chain = Chain::new(network);
        for nonce in 0..7 {
            chain.add(vec![payment(nonce, None, false)], Vec::new(), None);
        }
        assert_eq!(chain.verdict(), Verdict::Passed, "{network}");
    }
}

#[test]
fn a_signature_in_the_upper_half_is_valid_only_in_frontier() {
    let mut frontier = Chain::new("Frontier");
    frontier.add(vec![payment(0, None, true)], Vec::new(), None);
    assert_eq!(frontier.verdict(), Verdict::Passed);
    let mut homestead = Chain::new("Homestead");
    let why = "TransactionException.INVALID_SIGNATURE_VRS";
    homestead.add(
        vec![payment(0, None, true)],
        Vec::new(),
        Some((why, &|_| {})),
    );
    homestead.add(vec![payment(0, None, false)], Vec::new(), None);
    assert_eq!(homestead.verdict(), Verdict::Passed);
}

#[test]
fn a_chain_id_is_known_from_spurious_dragon_on() {
    let why = "TransactionException.INVALID_CHAINID";
    for (network, valid) in [("EIP150", false), ("EIP158", true)] {
        let mut chain = Chain::new(network);
        let broken: Option<Rule<'_>> = if valid { None } else { Some((why, &|_| {})) };
        chain.add(vec![payment(0, Some(1), false)], Vec::new(), broken);
        let wrong = if valid { 1 } else { 0 };
        chain.add(
            vec![payment(wrong, Some(2), false)],
            Vec::new(),
            Some((why, &|_| {})),
        );
        assert_eq!(chain.verdict(), Verdict::Passed, "{network}");
    }
}

#[test]
fn every_rule_of_headers_is_kept() {
    let rules: &[Rule<'_>] = &[
        ("number", &|header| header.number += 1),
        ("timestamp", &|header| header.timestamp = 1000),
        ("extraData", &|header| {
            header.extra_data = vec![0; 33].into()
        }),
        ("gasLimit", &|header| {
            header.gas_limit += header.gas_limit / 1024
        }),
        ("difficulty", &|header| header.difficulty += U256::from(1)),
        ("gasUsed", &|header| header.gas_used += 1),
        ("stateRoot", &|header| header.state_root = B256::ZERO),
        ("receiptsRoot", &|header| header.receipts_root = B256::ZERO),
        ("logsBloom", &|header| header.logs_bloom.0[0] = 1),
        ("transactionsRoot", &|header| {
            header.transactions_root = B256::ZERO
        }),
        ("ommersHash", &|header| header.ommers_hash = B256::ZERO),
        ("parent", &|header| header.parent_hash = B256::ZERO),
        ("baseFeePerGas", &|header| {
            header.base_fee_per_gas = header.base_fee_per_gas.map_or(Some(7), |fee| Some(fee + 1))
        }),
    ];
    let modern: &[Rule<'_>] = &[
        ("withdrawalsRoot", &|header| {
            header.withdrawals_root = Some(B256::ZERO)
        }),
        ("nonce", &|header| header.nonce.0[0] = 1),
        ("blobGasUsed", &|header| {
            header.blob_gas_used = Some(131_072)
        }),
        ("excessBlobGas", &|header| header.excess_blob_gas = Some(1)),
        ("requestsHash", &|header| {
            header.requests_hash = Some(B256::ZERO)
        }),
        ("missing", &|header| header.requests_hash = None),
    ];
    for (network, rules) in [
        ("Frontier", vec![rules]),
        ("London", vec![rules]),
        ("Prague", vec![rules, modern]),
    ] {
        let mut chain = Chain::new(network);
        chain.add(Vec::new(), Vec::new(), None);
        for (why, change) in rules.into_iter().flatten() {
            chain.add(
                vec![payment(0, None, false)],
                Vec::new(),
                Some((why, change)),
            );
            assert_eq!(
                chain.verdict(),
                Verdict::Passed,
                "{network}: {why} is not looked at"
            );
        }
    }
}

#[test]
fn a_refusal_that_is_not_the_transactions_is_not_taken_for_one() {
    let mut chain = Chain::new("Cancun");
    let why = "TransactionException.INTRINSIC_GAS_TOO_LOW";
    chain.add(
        vec![payment(0, None, false)],
        Vec::new(),
        Some((why, &|header| header.transactions_root = B256::ZERO)),
    );
    let Verdict::Failed { what, .. } = chain.verdict() else {
        panic!("the block's transactions are valid");
    };
    assert!(what.contains("transactionsRoot must be"), "{what}");
}

#[test]
fn ommers_are_paid_and_checked() {
    for network in ["Frontier", "Homestead", "Berlin", "London"] {
        let mut chain = Chain::new(network);
        chain.add(Vec::new(), Vec::new(), None);
        let (mut ommer, _) = chain.next_header(11);
        ommer.beneficiary = Address::repeat_byte(0x0e);
        chain.add(vec![payment(0, None, false)], Vec::new(), None);
        let mut wrong = ommer.clone();
        wrong.gas_limit *= 2;
        for (why, ommers) in [
            ("ommer with a wrong gas limit", vec![wrong]),
            ("the same ommer twice", vec![ommer.clone(), ommer.clone()]),
            ("an ancestor", vec![chain.tip().clone()]),
            (
                "three ommers",
                vec![ommer.clone(), ommer.clone(), ommer.clone()],
            ),
            (
                "an unknown parent",
                vec![Header {
                    parent_hash: B256::ZERO,
                    ..ommer.clone()
                }],
            ),
        ] {
            chain.add(Vec::new(), ommers, Some((why, &|_| {})));
            assert_eq!(
                chain.verdict(),
                Verdict::Passed,
                "{network}: {why} is not looked at"
            );
        }
        chain.add(Vec::new(), vec![ommer.clone()], None);
        assert_eq!(chain.verdict(), Verdict::Passed, "{network}");
        let paid = chain
            .state
            .account(&ommer.beneficiary)
            .unwrap()
            .info
            .balance;
        let reward = chain.network.fork(2, 0, None).block_reward().unwrap();
        assert_eq!(paid, reward * U256::from(7) / U256::from(8));
    }
}

#[test]
fn the_dao_is_moved_and_its_blocks_are_marked() {
    let mut chain = Chain::new("HomesteadToDaoAt5");
    for _ in 0..4 {
        chain.add(Vec::new(), Vec::new(), None);
    }
    let unmarked = |header: &mut Header| header.extra_data = Bytes::new();
    chain.add(Vec::new(), Vec::new(), Some(("no mark", &unmarked)));
    chain.add(vec![payment(0, None, false)], Vec::new(), None);
    chain.add(Vec::new(), Vec::new(), Some(("no mark", &unmarked)));
    chain.add(Vec::new(), Vec::new(), None);
    assert_eq!(chain.verdict(), Verdict::Passed);
}

#[test]
fn what_only_its_proof_of_work_can_refuse_is_skipped() {
    let mut chain = Chain::new("Istanbul");
    chain.add(Vec::new(), Vec::new(), Some(("InvalidPoW", &|_| {})));
    let Verdict::Skipped(skip) = chain.verdict() else {
        panic!("nothing but the seal is wrong");
    };
    assert_eq!(skip.kind, SkipKind::ProofOfWork);
}
