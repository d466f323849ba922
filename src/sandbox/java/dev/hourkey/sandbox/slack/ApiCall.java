package dev.hourkey.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;

/** A Web API call the app made, and what it was answered. */
public record ApiCall(String method, JsonNode arguments, JsonNode answer) {}
