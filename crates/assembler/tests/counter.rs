//! The template's counter, deployed and called in revm.

use alloy_primitives::{Address, Bytes, TxKind, U256, keccak256};
use lanewise_assembler::assemble;
use revm::context::TxEnv;
use revm::context::result::{ExecutionResult, Output};
use revm::database::InMemoryDB;
use revm::{Context, ExecuteCommitEvm, MainBuilder, MainContext};

const SOURCE: &str = include_str!("../../../static/templates/Counter.evm");

/// A chain with one contract on it.
struct Chain {
    database: InMemoryDB,
    nonces: [u64; 3],
    contract: Address,
}

impl Chain {
    fn deploy(creation: Vec<u8>) -> Self {
        let mut chain = Self {
            database: InMemoryDB::default(),
            nonces: [0; 3],
            contract: Address::ZERO,
        };
        match chain.send(0, TxKind::Create, creation.into()) {
            Output::Create(_, Some(contract)) => chain.contract = contract,
            other => panic!("not deployed: {other:?}"),
        }
        chain
    }

    fn send(&mut self, sender: u8, kind: TxKind, data: Bytes) -> Output {
        match self.execute(sender, kind, data) {
            ExecutionResult::Success { output, .. } => output,
            other => panic!("{other:?}"),
        }
    }

    fn execute(&mut self, sender: u8, kind: TxKind, data: Bytes) -> ExecutionResult {
        let nonce = &mut self.nonces[usize::from(sender)];
        let transaction = TxEnv::builder()
            .caller(Address::repeat_byte(sender + 1))
            .nonce(*nonce)
            .kind(kind)
            .data(data)
            .gas_limit(1_000_000)
            .build()
            .expect("a legacy transaction lacks nothing");
        *nonce += 1;
        let context = Context::mainnet().with_db(&mut self.database);
        let result = context.build_mainnet().transact_commit(transaction);
        result.expect("the transaction is valid")
    }

    fn call(&mut self, sender: u8, signature: &str) -> U256 {
        let data = keccak256(signature)[..4].to_vec();
        let output = self.send(sender, TxKind::Call(self.contract), data.into());
        U256::from_be_slice(output.data())
    }
}

fn counts(source: &str) -> [U256; 5] {
    let assembled = assemble(source).expect("the template is right");
    let mut chain = Chain::deploy(assembled.creation);
    let code = &chain.database.cache.contracts;
    assert!(
        code.values()
            .any(|code| code.original_bytes() == assembled.runtime)
    );
    let counts = [
        chain.call(0, "count()"),
        chain.call(0, "increment()"),
        chain.call(1, "increment()"),
        chain.call(0, "increment()"),
        chain.call(1, "count()"),
    ];
    let unknown = chain.execute(2, TxKind::Call(chain.contract), Bytes::from_static(b"none"));
    assert!(
        matches!(unknown, ExecutionResult::Revert { .. }),
        "{unknown:?}"
    );
    counts
}

#[test]
fn the_counter_counts_for_all_or_for_each() {
    assert_eq!(counts(SOURCE), [0, 1, 2, 3, 3].map(U256::from));
    let each = SOURCE.replace(".const PER_SENDER 0", ".const PER_SENDER 1");
    assert_ne!(each, SOURCE);
    assert_eq!(counts(&each), [0, 1, 1, 2, 1].map(U256::from));
}
