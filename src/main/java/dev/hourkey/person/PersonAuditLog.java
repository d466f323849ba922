package dev.hourkey.person;

/** Records links between people and accounts, in the transaction of each change. */
public interface PersonAuditLog {
  /** Somebody was linked, for the first time or again. */
  void linked(IdentityLink link);

  /** An operator removed the link. */
  void unlinked(Person person, ChatUser chat, String by);

  /** Entra shows another name or principal name than before. */
  void renamed(Person before, EntraAccount now);
}
