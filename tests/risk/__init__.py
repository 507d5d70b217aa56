"""Systems and minimal pairs under the AI Act, and whether every rule is needed and none contradicts another."""
