//! What a value's surroundings offer: contracts with their functions, knobs, steps.

use lanewise_batch::{Batch, Call, Deployment, Each, Repeat, Value};
use lanewise_protocol::{ContractInfo, FunctionInfo, ParameterInfo, ProjectInfo};

/// The names that a batch document and the project's contracts give.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Surroundings {
    /// The contracts that can be deployed.
    pub deployable: Vec<ContractInfo>,
    /// Those that are: their ids in the document, and what they are where that is known.
    pub contracts: Vec<(String, Option<ContractInfo>)>,
    /// Ids and titles of knobs.
    pub knobs: Vec<(String, String)>,
    /// Ids of steps.
    pub steps: Vec<String>,
}

/// The numbers that every document has, as knobs.
const NUMBERS: [(&str, &str); 4] = [
    ("transactions", "Transactions"),
    ("accounts", "Accounts"),
    ("contention", "Contention"),
    ("seed", "Seed"),
];

impl Surroundings {
    /// What a batch and a project give.
    pub fn of(batch: &Batch, info: Option<&ProjectInfo>) -> Self {
        let deployable = info.map(|info| info.contracts.clone()).unwrap_or_default();
        let contracts = batch.contracts.iter().map(|deployment| {
            let known = find_contract(&deployable, &deployment.contract).cloned();
            (deployment.id.clone(), known)
        });
        let contracts = contracts.collect();
        let title = |id: &str, title: &str| match title {
            "" => id.to_owned(),
            title => title.to_owned(),
        };
        let own = batch
            .knobs
            .iter()
            .map(|knob| (knob.id.clone(), title(&knob.id, &knob.title)));
        let all = NUMBERS.map(|(id, title)| (id.to_owned(), title.to_owned()));
        let steps = batch.steps.iter().map(|step| step.id.clone());
        Self {
            deployable,
            contracts,
            knobs: own.chain(all).collect(),
            steps: steps.filter(|id| !id.is_empty()).collect(),
        }
    }

    /// Ids of deployed contracts.
    pub fn contract_ids(&self) -> Vec<String> {
        self.contracts.iter().map(|(id, _)| id.clone()).collect()
    }

    /// What a deployed contract is.
    pub fn contract(&self, id: &str) -> Option<&ContractInfo> {
        let (_, contract) = self.contracts.iter().find(|(known, _)| known == id)?;
        contract.as_ref()
    }

    /// What a deployment deploys.
    pub fn deployed(&self, deployment: &Deployment) -> Option<&ContractInfo> {
        find_contract(&self.deployable, &deployment.contract)
    }

    /// The contract that a value means, where it always means the same one.
    pub fn target(&self, value: &Value, repeat: Option<&Repeat>) -> Option<&ContractInfo> {
        match (value, repeat) {
            (Value::Text(id) | Value::Contract { id, .. }, _) => self.contract(id),
            (Value::Each(Each::Copy), Some(Repeat::Copies(id))) => self.contract(id),
            _ => None,
        }
    }

    /// The function that a transaction calls, where that is known.
    pub fn function(&self, call: &Call, repeat: Option<&Repeat>) -> Option<&FunctionInfo> {
        find_function(
            self.target(call.to.as_ref()?, repeat)?,
            call.function.as_ref()?,
        )
    }

    /// A function that tells how much an account has, to begin a holder with.
    pub fn likely_view(&self) -> String {
        let first = self.contracts.first().and_then(|(_, known)| known.as_ref());
        let views = first
            .map(|contract| &contract.functions[..])
            .unwrap_or_default();
        let fits = |function: &&FunctionInfo| {
            matches!(function.mutability.as_str(), "view" | "pure")
                && matches!(&function.inputs[..], [ParameterInfo { kind, .. }] if kind == "address")
        };
        let mut views = views.iter().filter(fits).peekable();
        let found = views.peek().map(|view| view.reference.clone());
        let usual = views.find(|view| view.name == "balanceOf");
        usual
            .map(|view| view.reference.clone())
            .or(found)
            .unwrap_or_else(|| "balanceOf".to_owned())
    }
}

/// The contract of a name as a document speaks of it.
pub fn find_contract<'a>(contracts: &'a [ContractInfo], name: &str) -> Option<&'a ContractInfo> {
    let exact = contracts.iter().find(|one| one.reference == name);
    exact.or_else(|| {
        let of_name =
            |one: &&ContractInfo| one.name == name || format!("{}:{}", one.file, one.name) == name;
        let mut found = contracts.iter().filter(of_name);
        let one = found.next();
        one.filter(|_| found.next().is_none())
    })
}

/// The function of a name as a document speaks of it.
pub fn find_function<'a>(contract: &'a ContractInfo, name: &str) -> Option<&'a FunctionInfo> {
    let plain = name.replace(' ', "");
    let mut found = contract
        .functions
        .iter()
        .filter(|one| one.reference == plain || one.signature == plain || one.name == plain);
    let one = found.next();
    match found.next() {
        None => one,
        // A name that several have means none of them, unless it is one's whole reference.
        Some(_) => contract.functions.iter().find(|one| one.reference == plain),
    }
}
