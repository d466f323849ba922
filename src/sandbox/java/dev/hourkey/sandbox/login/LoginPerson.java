package dev.hourkey.sandbox.login;

/**
 * Somebody who can sign in.
 *
 * @param id the object id
 * @param name the user principal name
 */
public record LoginPerson(String id, String name, String displayName, boolean guest) {}
