//! Chains in the form of fixtures: signed transactions, and blocks executed to find out what their
//! headers have to say.

use super::{execute, run};
use alloy_consensus::{
    Block as RlpBlock, BlockBody, EMPTY_ROOT_HASH, EthereumTxEnvelope, Header, SignableTransaction,
    TxEip4844, TxLegacy, proofs,
};
use alloy_eips::eip7685::EMPTY_REQUESTS_HASH;
use alloy_primitives::{Address, B256, Bytes, Signature, TxKind, U256, hex};
use alloy_rlp::Encodable;
use k256::ecdsa::SigningKey;
use lanewise_executor::{
    PreState, StateChanges,
    revm::{context::BlockEnv, state::AccountInfo},
    state_root,
};
use lanewise_formats::{
    Expected, Fork, Network, Verdict, next_base_fee, next_excess_blob_gas, read,
};
use serde_json::{Value, json};

pub type Envelope = EthereumTxEnvelope<TxEip4844>;
/// Why a block must be refused, and the change of its header that makes it so.
pub type Rule<'a> = (&'a str, &'a dyn Fn(&mut Header));

/// Half the order of secp256k1 is where signatures of EIP-2 end.
const ORDER: &str = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";

/// The key of the account that has a balance from the start.
pub fn key() -> SigningKey {
    SigningKey::from_slice(&[7; 32]).unwrap()
}

pub fn alice() -> Address {
    Address::from_private_key(&key())
}

/// A legacy payment of `value` wei that is not signed yet.
pub fn transfer(nonce: u64, to: Address, value: U256) -> TxLegacy {
    TxLegacy {
        chain_id: None,
        nonce,
        gas_price: 2_000_000_000,
        gas_limit: 30_000,
        to: TxKind::Call(to),
        value,
        input: Bytes::new(),
    }
}

/// A transaction with its signature, whose `s` is in the upper half of the order if `high`.
pub fn signed(transaction: TxLegacy, key: &SigningKey, high: bool) -> Envelope {
    let hash = transaction.signature_hash();
    let (signature, id) = key.sign_prehash_recoverable(hash.as_slice()).unwrap();
    let mut signature = Signature::from_signature_and_parity(signature, id.is_y_odd());
    if high {
        let order = U256::from_str_radix(ORDER, 16).unwrap();
        signature = Signature::new(signature.r(), order - signature.s(), !signature.v());
    }
    Envelope::Legacy(transaction.into_signed(signature))
}

/// A chain that grows, and what a fixture says of it.
pub struct Chain {
    pub network: Network,
    headers: Vec<Header>,
    total: U256,
    pub state: PreState,
    pre: Value,
    blocks: Vec<Value>,
}

impl Chain {
    pub fn new(network: &str) -> Self {
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
            withdrawals_root: (first >= Fork::Shanghai).then_some(EMPTY_ROOT_HASH),
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

    pub fn tip(&self) -> &Header {
        self.headers.last().unwrap()
    }

    /// The header after the tip, without what execution gives.
    pub fn next_header(&self, seconds: u64) -> (Header, Fork) {
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
            // What a block without any has, which stays if its transactions cannot be executed.
            withdrawals_root: since(Fork::Shanghai).then_some(EMPTY_ROOT_HASH),
            blob_gas_used: since(Fork::Cancun).then_some(0),
            requests_hash: since(Fork::Prague).then_some(EMPTY_REQUESTS_HASH),
            parent_beacon_block_root: since(Fork::Cancun).then_some(B256::repeat_byte(9)),
            ..Header::default()
        };
        (header, fork)
    }

    /// Adds a block; `change` breaks it, and then it must be refused and is not built upon.
    pub fn add(
        &mut self,
        transactions: Vec<Envelope>,
        ommers: Vec<Header>,
        broken: Option<Rule<'_>>,
    ) {
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

    pub fn case(&self, more: &[Value]) -> Value {
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

    pub fn verdict(&self) -> Verdict {
        run(&read(self.case(&[]).to_string().as_bytes()).unwrap()[0])
    }
}
