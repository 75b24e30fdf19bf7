//! Calls a mock with the client that progenitor wrote: one line of JSON for each step.

use client::api::{Client, Error, types};
use client::credentials::Credentials;
use serde_json::{Value, json};

const PROJECT: &str = "interop";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).ok_or("usage: interop URL")?;
    let token = Credentials::Token("test-token".to_string());
    let key = Credentials::Key { access: "test-access-key".to_string(), secret: "test-secret-key".to_string() };
    steps("token", Client::new(&url, token)).await?;
    steps("signature", Client::new(&url, key)).await
}

async fn steps(auth: &str, client: Client) -> Result<(), Box<dyn std::error::Error>> {
    let name = format!("interop-{auth}");
    let say = |step: &str, status: u16, facts: Value| {
        let mut line = json!({"auth": auth, "step": step, "status": status});
        line.as_object_mut().unwrap().append(&mut facts.as_object().unwrap().clone());
        println!("{line}");
    };

    let request = types::CreateWorkspaceRequest {
        name: name.parse()?,
        auth_type: types::CreateWorkspaceRequestAuthType::Public,
        description: None,
        enterprise_project_id: None,
        grants: vec![],
    };
    let made = client.create_workspace(PROJECT, &request).await?;
    let id = made.id.clone().ok_or("no id")?;
    say("create", made.status().as_u16(), json!({"id": id}));

    let listed = client.list_workspace(PROJECT, None, None, Some(5), Some(&name), None, None, None).await?;
    let names: Vec<_> = listed.workspaces.iter().map(|workspace| &workspace.name).collect();
    say("list", listed.status().as_u16(), json!({"total_count": listed.total_count, "names": names}));

    let got = client.show_workspace(PROJECT, &id).await?;
    say("get", got.status().as_u16(), json!({"name": got.name, "auth_type": got.auth_type}));

    let gone = client.delete_workspace(PROJECT, &id).await?;
    say("delete", gone.status().as_u16(), json!({"workspace_id": gone.workspace_id}));

    match client.show_workspace(PROJECT, "00000000-0000-4000-8000-999999999999").await {
        Err(Error::ErrorResponse(error)) => {
            say("error", error.status().as_u16(), json!({"error_code": error.error_code}));
            Ok(())
        }
        other => Err(format!("not refused as documented: {:?}", other.map(|_| ())).into()),
    }
}
