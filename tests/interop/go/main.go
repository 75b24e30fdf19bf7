// Command interop calls a mock with the client that oapi-codegen wrote: one line of JSON for each step.
package main

import (
	"context"
	"encoding/json"
	"log"
	"os"

	"interop/api"
)

const project = "interop"

var out = json.NewEncoder(os.Stdout)

type step map[string]any

func main() {
	url := os.Args[1]
	steps(url, "token", credentials{token: "test-token"})
	steps(url, "signature", credentials{key: "test-access-key", secret: "test-secret-key"})
}

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func steps(url, auth string, how credentials) {
	ctx, name := context.Background(), "interop-"+auth
	client := must(api.NewClientWithResponses(url, api.WithRequestEditorFn(how.put)))
	say := func(what string, status int, facts step) {
		facts["auth"], facts["step"], facts["status"] = auth, what, status
		if err := out.Encode(facts); err != nil {
			log.Fatal(err)
		}
	}

	access := api.CreateWorkspaceRequestAuthType("PUBLIC")
	made := must(client.CreateWorkspaceWithResponse(ctx, project,
		api.CreateWorkspaceRequest{Name: name, AuthType: &access}))
	id := *made.JSON200.Id
	say("create", made.StatusCode(), step{"id": id})

	limit, wanted := int64(5), name
	listed := must(client.ListWorkspaceWithResponse(ctx, project,
		&api.ListWorkspaceParams{Name: &wanted, Limit: &limit}))
	names := []string{}
	for _, workspace := range *listed.JSON200.Workspaces {
		names = append(names, *workspace.Name)
	}
	say("list", listed.StatusCode(), step{"total_count": *listed.JSON200.TotalCount, "names": names})

	got := must(client.ShowWorkspaceWithResponse(ctx, project, id))
	say("get", got.StatusCode(), step{"name": *got.JSON200.Name, "auth_type": *got.JSON200.AuthType})

	gone := must(client.DeleteWorkspaceWithResponse(ctx, project, id))
	say("delete", gone.StatusCode(), step{"workspace_id": *gone.JSON200.WorkspaceId})

	missing := must(client.ShowWorkspaceWithResponse(ctx, project, "00000000-0000-4000-8000-999999999999"))
	say("error", missing.StatusCode(), step{"error_code": *missing.JSON4XX.ErrorCode})
}
