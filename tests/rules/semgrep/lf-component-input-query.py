import json

from lfx.custom import Component
from neo4j import GraphDatabase
from pymongo import MongoClient


class People(Component):
    def where(self):
        people = MongoClient(self.uri).crm.people
        # ruleid: lf-component-input-query
        return list(people.find({"$where": "this.name == '" + self.person + "'"}))

    def parsed(self):
        people = MongoClient(self.uri).crm.people
        # ruleid: lf-component-input-query
        return people.find_one(json.loads(self.condition))

    def cypher(self):
        session = GraphDatabase.driver("neo4j://graph").session()
        # ruleid: lf-component-input-query
        return session.run(f"MATCH (p) WHERE p.name = '{self.person}' RETURN p")

    def field(self):
        people = MongoClient(self.uri).crm.people
        # ok: lf-component-input-query
        return list(people.find({"name": str(self.person)}))

    def bound(self):
        session = GraphDatabase.driver("neo4j://graph").session()
        # ok: lf-component-input-query
        return session.run("MATCH (p) WHERE p.name = $name RETURN p", name=self.person)
