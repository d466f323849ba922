package dev.hourkey.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.http.Json;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Steps of workflows that the app carries out: each is completed once, with the outputs that it
 * declares.
 */
final class WorkflowMethods {
  private static final String OPEN = "";

  private final WorkspaceSeed seed;
  private final Payloads payloads;
  private final Sender sender;
  private final Map<String, String> ends = new ConcurrentHashMap<>();

  WorkflowMethods(WorkspaceSeed seed, Payloads payloads, Sender sender) {
    this.seed = seed;
    this.payloads = payloads;
    this.sender = sender;
  }

  void addTo(WebApi api) {
    api.on("functions.completeSuccess", "", this::success);
    api.on("functions.completeError", "", this::error);
  }

  /** Makes the app carry out its step; returns the id of the execution. */
  String run(Map<String, String> inputs) {
    WorkspaceSeed.Step step = seed.app().step();
    if (!inputs.keySet().equals(step.inputs())) {
      throw new IllegalArgumentException("the step takes " + step.inputs());
    }
    String execution = "Fx" + UUID.randomUUID().toString().substring(0, 8);
    ends.put(execution, OPEN);
    sender.sendEvent(payloads.step(step.callbackId(), execution, inputs));
    return execution;
  }

  /** How an execution ended; empty while it is open. */
  Optional<String> end(String execution) {
    return Optional.ofNullable(ends.get(execution)).filter(end -> !end.equals(OPEN));
  }

  private ObjectNode success(ApiArguments call) {
    JsonNode outputs = Json.readIfAny(call.need("outputs"));
    boolean whole =
        outputs.isObject()
            && outputs.properties().stream()
                .map(Map.Entry::getKey)
                .collect(java.util.stream.Collectors.toSet())
                .equals(seed.app().step().outputs());
    if (!whole) {
      throw new ApiError("parameter_validation_failed");
    }
    return end(call, "success " + outputs);
  }

  private ObjectNode error(ApiArguments call) {
    return end(call, "error " + call.need("error"));
  }

  private ObjectNode end(ApiArguments call, String how) {
    String execution = call.need("function_execution_id");
    if (!ends.containsKey(execution)) {
      throw new ApiError("function_execution_not_found");
    }
    if (!ends.replace(execution, OPEN, how)) {
      throw new ApiError("function_execution_not_in_progress");
    }
    return Json.object();
  }

  void reset() {
    ends.clear();
  }
}
