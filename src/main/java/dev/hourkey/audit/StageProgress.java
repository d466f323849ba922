package dev.hourkey.audit;

/**
 * The stage of an approval that a review belongs to.
 *
 * @param number from 1
 * @param stages how many there are
 * @param approvals how many it has with this review
 * @param needed how many it needs
 * @param escalated whether others could approve it as well, because nobody had approved it for a
 *     while
 */
public record StageProgress(int number, int stages, int approvals, int needed, boolean escalated) {}
