//! A block's transactions, written as a list, are the same block.

use lanewise_batch::{Batch, Order};
use lanewise_workloads::{Artifacts, Workload, generate, listing, presets};

const TRANSACTIONS: u32 = 50;

fn made(id: &str, batch: &Batch) -> Workload {
    let made = generate(batch, Artifacts::built_in(), &mut |_, _| true);
    made.unwrap_or_else(|error| panic!("{id}: {error}"))
}

/// Also of scenarios whose steps take results: what was taken is a constant in the list.
#[test]
fn every_scenario_can_be_listed() {
    for preset in presets() {
        let mut batch = preset.batch.clone();
        batch.transactions = TRANSACTIONS;
        batch.accounts = batch.accounts.min(200);
        let drawn = made(preset.id, &batch);
        batch.list = listing(&drawn, TRANSACTIONS as usize);
        batch.steps.clear();
        batch.order = Order::Drawn;
        // As somebody would keep it: through the text.
        let text = lanewise_batch::write(&batch);
        let read = lanewise_batch::read(&text);
        let read = read.unwrap_or_else(|problems| panic!("{}: {}", preset.id, problems[0]));
        assert_eq!(read, batch, "{}", preset.id);
        let listed = made(preset.id, &read);
        let both = drawn
            .block
            .transactions
            .iter()
            .zip(&listed.block.transactions);
        for (index, (one, other)) in both.enumerate() {
            assert_eq!(one, other, "{}, transaction {index}", preset.id);
        }
        assert_eq!(drawn.digest(), listed.digest(), "{}", preset.id);
        assert_eq!(listing(&drawn, 3).len(), 3);
    }
}
