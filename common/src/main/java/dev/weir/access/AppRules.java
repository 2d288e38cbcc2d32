package dev.weir.access;

/** Who may publish and play in one application. */
public record AppRules(ActionRules publish, ActionRules play) {}
