"""Who goes, and when? The stage of home visits, keyed by service area; pure."""
