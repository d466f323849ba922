package dev.hourkey.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.jboss.jandex.IndexView;

/**
 * Completes the OpenAPI description: adds the refusals that every path has, adds the examples of
 * {@code api-examples.json}, and says which fields may be null.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class ApiDescription implements OASFilter {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final IndexView classes;

  public ApiDescription(IndexView classes) {
    this.classes = classes;
  }

  @Override
  public void filterOpenAPI(OpenAPI api) {
    JsonNode examples = examples();
    Map<String, PathItem> paths = api.getPaths().getPathItems();
    examples
        .get("responses")
        .properties()
        .forEach(one -> addExample(paths, one.getKey().split(" "), one.getValue()));
    paths.forEach(
        (path, item) -> {
          if (ApiPath.isApi(path)) {
            item.getOperations()
                .values()
                .forEach(operation -> addProblems(operation, examples.get("problems")));
          }
        });
    examples
        .get("refusals")
        .properties()
        .forEach(one -> addRefusal(paths, one.getKey().split(" "), one.getValue().asText()));
    api.getComponents()
        .getSchemas()
        .forEach((name, schema) -> NullableFields.describe(name, schema, classes));
  }

  private static JsonNode examples() {
    try (InputStream file = ApiDescription.class.getResourceAsStream("/api-examples.json")) {
      return JSON.readTree(file);
    } catch (IOException e) {
      throw new IllegalStateException("read the examples of the API", e);
    }
  }

  private static void addExample(Map<String, PathItem> paths, String[] response, JsonNode value) {
    described(paths, response)
        .getContent()
        .getMediaTypes()
        .values()
        .forEach(type -> type.setExample(JSON.convertValue(value, Object.class)));
  }

  /** Replaces the example of a refusal with one that this path gives. */
  private static void addRefusal(Map<String, PathItem> paths, String[] response, String detail) {
    describe(described(paths, response), Integer.parseInt(response[2]), detail);
  }

  /** Fails the build if the example's response is not described. */
  private static APIResponse described(Map<String, PathItem> paths, String[] response) {
    return Objects.requireNonNull(
        Objects.requireNonNull(
                Objects.requireNonNull(paths.get(response[1]), response[1])
                    .getOperations()
                    .get(PathItem.HttpMethod.valueOf(response[0])),
                response[0])
            .getResponses()
            .getAPIResponse(response[2]),
        () -> String.join(" ", response));
  }

  /** Adds the refusals that every path has. A path describes its other refusals itself. */
  private static void addProblems(Operation operation, JsonNode problems) {
    APIResponses responses = operation.getResponses();
    for (String status : new String[] {"400", "401", "403"}) {
      if (!responses.hasAPIResponse(status)) {
        responses.addAPIResponse(
            status,
            OASFactory.createAPIResponse()
                .description(problems.get(status).get("description").asText()));
      }
    }
    responses
        .getAPIResponses()
        .forEach(
            (status, response) -> {
              if (problems.has(status)) {
                describe(
                    response,
                    Integer.parseInt(status),
                    problems.get(status).get("detail").asText());
              }
            });
  }

  private static void describe(APIResponse response, int status, String detail) {
    response.setContent(
        OASFactory.createContent()
            .addMediaType(
                Problem.MEDIA_TYPE,
                OASFactory.createMediaType()
                    .schema(OASFactory.createSchema().ref("Problem"))
                    .example(JSON.convertValue(Problem.of(status, detail), Object.class))));
  }
}
