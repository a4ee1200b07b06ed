lfx push flows/desk.json --target https://flows.example.com
lfx push flows/desk.json --target http://langflow:7860
lfx export flows/desk.json --target http://flows.example.com
