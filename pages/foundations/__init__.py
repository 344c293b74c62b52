"""The Foundations page's sections: one module a topic, imported when it is chosen."""
