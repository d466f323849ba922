package dev.hourkey.sandbox.oncall;

/**
 * Somebody who can be on call.
 *
 * @param number the end of the id that each tool has for them
 * @param email empty for somebody whose profile hides it
 */
public record Responder(int number, String name, String email) {}
