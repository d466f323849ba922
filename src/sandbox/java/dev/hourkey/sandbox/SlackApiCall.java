package dev.hourkey.sandbox;

import com.fasterxml.jackson.databind.JsonNode;

/** A Web API call the app made, and what it was answered. */
public record SlackApiCall(String method, JsonNode arguments, JsonNode answer) {}
