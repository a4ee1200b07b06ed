param(
    [string]$Address = "0.0.0.0",
    [int]$Port = 7860
)
# ruleid: LF-DEP-010
$server = Start-Process -FilePath $python -ArgumentList "-m", "langflow", "run", "--host", $Address -PassThru
