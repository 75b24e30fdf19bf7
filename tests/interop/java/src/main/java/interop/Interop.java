package interop;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.WorkspacesApi;
import org.openapitools.client.model.CreateWorkspaceRequest;
import org.openapitools.client.model.ErrorResponse;
import org.openapitools.client.model.WorkspaceResponse;

/** Calls a mock with the client that openapi-generator wrote: one line of JSON for each step. */
public final class Interop {
  private static final ObjectMapper JSON = ApiClient.createDefaultObjectMapper();
  private static final String PROJECT = "interop";

  public static void main(String[] arguments) throws Exception {
    steps(arguments[0], "token", request -> request.header("X-Auth-Token", "test-token"));
    steps(arguments[0], "signature", new Signature("test-access-key", "test-secret-key"));
  }

  private static void steps(String url, String auth, Consumer<HttpRequest.Builder> credentials) throws Exception {
    var client = new ApiClient();
    client.updateBaseUri(url);
    client.setRequestInterceptor(credentials);
    var workspaces = new WorkspacesApi(client);
    var name = "interop-" + auth;

    var request = new CreateWorkspaceRequest().name(name).authType(CreateWorkspaceRequest.AuthTypeEnum.PUBLIC);
    var made = workspaces.createWorkspaceWithHttpInfo(PROJECT, request);
    var id = made.getData().getId();
    say(auth, "create", made.getStatusCode(), Map.of("id", id));

    var listed = workspaces.listWorkspaceWithHttpInfo(PROJECT, null, 5L, null, null, null, name, null);
    var names = listed.getData().getWorkspaces().stream().map(WorkspaceResponse::getName).toList();
    var total = listed.getData().getTotalCount();
    say(auth, "list", listed.getStatusCode(), Map.of("total_count", total, "names", names));

    var got = workspaces.showWorkspaceWithHttpInfo(PROJECT, id);
    var shown = got.getData();
    say(auth, "get", got.getStatusCode(), Map.of("name", shown.getName(), "auth_type", shown.getAuthType()));

    var gone = workspaces.deleteWorkspaceWithHttpInfo(PROJECT, id);
    say(auth, "delete", gone.getStatusCode(), Map.of("workspace_id", gone.getData().getWorkspaceId()));

    try {
      workspaces.showWorkspace(PROJECT, "00000000-0000-4000-8000-999999999999");
    } catch (ApiException refused) {
      var error = JSON.readValue(refused.getResponseBody(), ErrorResponse.class);
      say(auth, "error", refused.getCode(), Map.of("error_code", error.getErrorCode()));
    }
  }

  private static void say(String auth, String step, int status, Map<String, Object> facts) throws Exception {
    var line = new LinkedHashMap<String, Object>(Map.of("auth", auth, "step", step, "status", status));
    line.putAll(facts);
    System.out.println(JSON.writeValueAsString(line));
  }
}
