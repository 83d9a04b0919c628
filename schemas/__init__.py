"""The contracts: what crosses the wall between Arrears and its neighbours."""
