//! What the page is told of a contract.

use lanewise_protocol::{ContractInfo, FunctionInfo, ParameterInfo, StorageInfo};
use lanewise_workloads::{Artifact, Artifacts, Param, StateMutability};

/// A contract, as the page shows it.
pub(super) fn info(artifacts: &Artifacts, artifact: &Artifact) -> ContractInfo {
    let constructor = artifact.abi.constructor.as_ref();
    let names: Vec<_> = artifact.abi.functions().map(|one| &one.name).collect();
    let functions = artifact.abi.functions().map(|function| FunctionInfo {
        name: function.name.clone(),
        signature: function.signature(),
        reference: if names.iter().filter(|name| **name == &function.name).count() > 1 {
            function.signature()
        } else {
            function.name.clone()
        },
        inputs: parameters(&function.inputs),
        outputs: parameters(&function.outputs),
        mutability: mutability(function.state_mutability).to_owned(),
    });
    let storage = artifact.layout.rows().into_iter().map(|row| StorageInfo {
        label: row.label,
        kind: row.type_label,
        slot: row.slot,
        offset: u32::from(row.offset),
        bytes: row.bytes,
    });
    ContractInfo {
        name: artifact.name.clone(),
        file: artifact.file.clone(),
        reference: artifacts.reference(artifact),
        own: artifact.own,
        constructor: constructor.map_or_else(Vec::new, |one| parameters(&one.inputs)),
        payable: constructor.is_some_and(|one| one.state_mutability == StateMutability::Payable),
        functions: functions.collect(),
        storage: storage.collect(),
        code_bytes: artifact.code_bytes as u32,
        problem: artifact.problem.clone(),
    }
}

fn mutability(of: StateMutability) -> &'static str {
    match of {
        StateMutability::Pure => "pure",
        StateMutability::View => "view",
        StateMutability::NonPayable => "nonpayable",
        StateMutability::Payable => "payable",
    }
}

fn parameters(of: &[Param]) -> Vec<ParameterInfo> {
    let parameter = |param: &Param| ParameterInfo {
        name: param.name.clone(),
        kind: param.selector_type().into_owned(),
        components: parameters(&param.components),
    };
    of.iter().map(parameter).collect()
}
