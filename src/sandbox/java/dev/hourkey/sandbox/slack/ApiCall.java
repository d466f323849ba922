package dev.hourkey.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;

/** A Web API call that the app made, and the answer. */
public record ApiCall(String method, JsonNode arguments, JsonNode answer) {}
