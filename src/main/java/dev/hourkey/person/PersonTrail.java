package dev.hourkey.person;

/** Records who is who and who was, in the transaction of each change. */
public interface PersonTrail {
  /** Somebody was linked, for the first time or anew. */
  void linked(Link link);

  /** An operator took the link away. */
  void unlinked(Person person, ChatUser chat, String by);

  /** Entra shows another name or principal name than before. */
  void renamed(Person before, Account now);
}
